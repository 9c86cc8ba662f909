/**
 * Every route there is.
 */
import type { Route } from "../Route.ts"
import { captureRoutes } from "./capture.ts"
import { eventRoutes } from "./events.ts"
import { healthRoutes } from "./health.ts"
import { identityRoutes } from "./identity.ts"
import { objectRoutes } from "./objects.ts"
import { personRoutes } from "./persons.ts"
import { queryRoutes } from "./query.ts"
import { savedViewRoutes } from "./savedViews.ts"
import { sessionRoutes } from "./sessions.ts"

export const routes: readonly Route[] = [
  ...healthRoutes,
  ...captureRoutes,
  ...identityRoutes,
  ...queryRoutes,
  ...objectRoutes,
  ...savedViewRoutes,
  ...personRoutes,
  ...eventRoutes,
  ...sessionRoutes
]
