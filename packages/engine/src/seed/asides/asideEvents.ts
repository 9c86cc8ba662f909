/** Turns an aside into its events: always as many as `eventsOfAside` says. */
import { weighted } from "../Random.ts"
import type { Random } from "../Random.ts"
import type { Device, Properties } from "../people.ts"
import type { Aside, AsideEvent, AsideScene } from "./Aside.ts"
import { billingVariantOf, BILLING_FLAG } from "./billingFlag.ts"
import { clickEvent, rageClickEvent } from "./clicks.ts"
import { conversationEvents } from "./conversation.ts"
import { exceptionProperties } from "./exception.ts"
import { surveyAnswers, surveyProperties } from "./survey.ts"

const ADDONS = weighted(
  [{ product: "seats-pack", cents: 4500 }, 45],
  [{ product: "extra-history", cents: 1900 }, 35],
  [{ product: "priority-support", cents: 9900 }, 20]
)
const CURRENCIES = weighted(["USD", 60], ["EUR", 28], ["GBP", 12])

export const asideEvents = (aside: Aside, scene: AsideScene): readonly AsideEvent[] => {
  const { device, person, random } = scene
  switch (aside.kind) {
    case "conversation":
      return conversationEvents(aside, scene)
    case "web vitals":
      return [{ event: "$web_vitals", properties: webVitals(device, random) }]
    case "exception":
      return [{ event: "$exception", properties: exceptionProperties(random) }]
    case "flag called": {
      const variant = billingVariantOf(person.part.index, random)
      return [
        {
          event: "$feature_flag_called",
          properties: {
            $feature_flag: BILLING_FLAG,
            $feature_flag_response: variant,
            [`$feature/${BILLING_FLAG}`]: variant
          }
        }
      ]
    }
    case "survey shown":
      return [{ event: "survey shown", properties: surveyProperties }]
    case "survey sent":
      return [{ event: "survey sent", properties: surveyAnswers(random) }]
    case "survey dismissed":
      return [{ event: "survey dismissed", properties: surveyProperties }]
    case "click":
      return [clickEvent(random)]
    case "rage click":
      return [rageClickEvent(random)]
    case "addon purchased": {
      const { cents, product } = random.weighted(ADDONS)
      const quantity = random.between(1, 5)
      return [
        {
          event: "addon_purchased",
          fromServer: true,
          properties: {
            product,
            quantity,
            amount: (cents * quantity) / 100,
            currency: random.weighted(CURRENCIES)
          }
        }
      ]
    }
  }
}

/** Milliseconds; the layout shift is a share. Phones are slower. Not every page reports every vital. */
const webVitals = (device: Device, random: Random): Properties => {
  const slow = device.type === "Mobile" ? 2 : 1
  const first = slow * random.between(2400, 14_000)
  return {
    $web_vitals_FCP_value: first / 8,
    $web_vitals_LCP_value: (first + slow * random.between(800, 12_000)) / 8,
    $web_vitals_CLS_value: random.chance(0.9) ? random.between(0, 320) / 1000 : null,
    ...(random.chance(0.7) ? { $web_vitals_INP_value: slow * random.between(16, 360) } : {})
  }
}
