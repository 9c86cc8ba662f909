/**
 * Parts of URLs.
 */
import { functionTable } from "./HogqlFunction.ts"

export const urlFunctions = functionTable("urls", "scalar", {
  protocol: { args: 1, returns: "String" },
  domain: { args: 1, returns: "String" },
  domainWithoutWWW: { args: 1, returns: "String" },
  topLevelDomain: { args: 1, returns: "String" },
  firstSignificantSubdomain: { args: 1, returns: "String" },
  cutToFirstSignificantSubdomain: { args: 1, returns: "String" },
  cutToFirstSignificantSubdomainWithWWW: { args: 1, returns: "String" },
  port: { args: [1, 2], returns: "Integer" },
  path: { args: 1, returns: "String" },
  pathFull: { args: 1, returns: "String" },
  queryString: { args: 1, returns: "String" },
  fragment: { args: 1, returns: "String" },
  queryStringAndFragment: { args: 1, returns: "String" },
  extractURLParameter: { args: 2, returns: "String" },
  extractURLParameters: { args: 1, returns: "Array" },
  extractURLParameterNames: { args: 1, returns: "Array" },
  URLHierarchy: { args: 1, returns: "Array" },
  URLPathHierarchy: { args: 1, returns: "Array" },
  encodeURLComponent: { args: 1, returns: "String" },
  decodeURLComponent: { args: 1, returns: "String" },
  encodeURLFormComponent: { args: 1, returns: "String" },
  decodeURLFormComponent: { args: 1, returns: "String" },
  netloc: { args: 1, returns: "String" },
  cutWWW: { args: 1, returns: "String" },
  cutQueryString: { args: 1, returns: "String" },
  cutFragment: { args: 1, returns: "String" },
  cutQueryStringAndFragment: { args: 1, returns: "String" },
  cutURLParameter: { args: 2, returns: "String" }
})
