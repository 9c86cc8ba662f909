/** The one place that names a model. */
import type { Anthropic } from "@anthropic-ai/sdk"

/** The model that answers unless another is given. @since 0.1.0 */
export const DEFAULT_MODEL: Anthropic.Model = "claude-sonnet-5-5"
