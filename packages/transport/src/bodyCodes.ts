/**
 * The codes of answers and bodies that cannot be read. In a file of their own: whoever reads a code need not load what sets it.
 */

/** A body that says it is compressed, and is not, or in a way that was not asked for. */
export const corruptBodyCode = "ERR_CONTENT_ENCODING"
/** A compressed body that ends before its end. */
export const truncatedBodyCode = "ERR_CONTENT_TRUNCATED"
/** A body that is too large once decompressed. */
export const oversizedBodyCode = "ERR_BUFFER_TOO_LARGE"
/** A body whose end looks like a broken connection. */
export const endlessBodyCode = "ERR_CONTENT_END"
/** What came is not HTTP. */
export const notHttpCode = "ERR_NOT_HTTP"
/** The headers of an answer are larger than Node reads (16 KiB). undici's code. */
export const oversizedHeadersCode = "UND_ERR_HEADERS_OVERFLOW"
/** A streamed body of the program's own that failed, or gave something other than bytes. */
export const bodyStreamCode = "ERR_BODY_STREAM"
