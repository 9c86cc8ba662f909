/**
 * Places on the globe: degrees, geohashes, H3 cells.
 *
 * @see https://posthog.com/docs/sql/clickhouse-functions
 */
import type { AnyOperand } from "../expression.ts"
import type { Flag } from "../HogqlType.ts"
import { plain, total } from "./signature.ts"
import type { NumberArg, TextArg } from "./signature.ts"

/** Metres between two places, on a sphere. @since 0.2.0 */
export const greatCircleDistance = /* @__PURE__ */ plain<
  readonly [longitude1: NumberArg, latitude1: NumberArg, longitude2: NumberArg, latitude2: NumberArg],
  number
>("greatCircleDistance")
/** Metres between two places. @since 0.2.0 */
export const geoDistance = /* @__PURE__ */ plain<
  readonly [longitude1: NumberArg, latitude1: NumberArg, longitude2: NumberArg, latitude2: NumberArg],
  number
>("geoDistance")
/** Degrees between two places. @since 0.2.0 */
export const greatCircleAngle = /* @__PURE__ */ plain<
  readonly [longitude1: NumberArg, latitude1: NumberArg, longitude2: NumberArg, latitude2: NumberArg],
  number
>("greatCircleAngle")
/** Whether the point is in one of the ellipses. @since 0.2.0 */
export const pointInEllipses = /* @__PURE__ */ plain<
  readonly [
    x: NumberArg,
    y: NumberArg,
    centerX: NumberArg,
    centerY: NumberArg,
    radiusX: NumberArg,
    radiusY: NumberArg,
    ...more: NumberArg[]
  ],
  Flag
>("pointInEllipses")
/** Whether the point is in the polygon. @since 0.2.0 */
export const pointInPolygon = /* @__PURE__ */ total<
  readonly [point: AnyOperand, polygon: AnyOperand, ...holes: AnyOperand[]],
  Flag
>("pointInPolygon")
/** The geohash of a place. @since 0.2.0 */
export const geohashEncode = /* @__PURE__ */ plain<
  readonly [longitude: NumberArg, latitude: NumberArg, precision?: NumberArg],
  string
>("geohashEncode")
/** Longitude and latitude of a geohash. @since 0.2.0 */
export const geohashDecode = /* @__PURE__ */ plain<readonly [hash: TextArg], [number, number]>(
  "geohashDecode"
)
/** The geohashes in a box. @since 0.2.0 */
export const geohashesInBox = /* @__PURE__ */ plain<
  readonly [
    longitudeMin: NumberArg,
    latitudeMin: NumberArg,
    longitudeMax: NumberArg,
    latitudeMax: NumberArg,
    precision: NumberArg
  ],
  string[]
>("geohashesInBox")
/** Whether the number is a cell. @since 0.2.0 */
export const h3IsValid = /* @__PURE__ */ plain<readonly [cell: NumberArg], Flag>("h3IsValid")
/** The resolution of a cell. @since 0.2.0 */
export const h3GetResolution = /* @__PURE__ */ plain<readonly [cell: NumberArg], number>("h3GetResolution")
/** The base cell of a cell. @since 0.2.0 */
export const h3GetBaseCell = /* @__PURE__ */ plain<readonly [cell: NumberArg], number>("h3GetBaseCell")
/** The degrees of an edge. @since 0.2.0 */
export const h3EdgeAngle = /* @__PURE__ */ plain<readonly [resolution: NumberArg], number>("h3EdgeAngle")
/** The metres of an edge. @since 0.2.0 */
export const h3EdgeLengthM = /* @__PURE__ */ plain<readonly [resolution: NumberArg], number>("h3EdgeLengthM")
/** The kilometres of an edge. @since 0.2.0 */
export const h3EdgeLengthKm = /* @__PURE__ */ plain<readonly [resolution: NumberArg], number>(
  "h3EdgeLengthKm"
)
/** The cell of a place. @since 0.2.0 */
export const geoToH3 = /* @__PURE__ */ plain<
  readonly [longitude: NumberArg, latitude: NumberArg, resolution: NumberArg],
  number
>("geoToH3")
/** The centre of a cell. @since 0.2.0 */
export const h3ToGeo = /* @__PURE__ */ plain<readonly [cell: NumberArg], [number, number]>("h3ToGeo")
/** The corners of a cell. @since 0.2.0 */
export const h3ToGeoBoundary = /* @__PURE__ */ plain<readonly [cell: NumberArg], [number, number][]>(
  "h3ToGeoBoundary"
)
/** The cells within so many rings. @since 0.2.0 */
export const h3kRing = /* @__PURE__ */ plain<readonly [cell: NumberArg, rings: NumberArg], number[]>(
  "h3kRing"
)
/** The square metres of a hexagon. @since 0.2.0 */
export const h3HexAreaM2 = /* @__PURE__ */ plain<readonly [resolution: NumberArg], number>("h3HexAreaM2")
/** The square kilometres of a hexagon. @since 0.2.0 */
export const h3HexAreaKm2 = /* @__PURE__ */ plain<readonly [resolution: NumberArg], number>("h3HexAreaKm2")
/** Whether two cells touch. @since 0.2.0 */
export const h3IndexesAreNeighbors = /* @__PURE__ */ plain<
  readonly [left: NumberArg, right: NumberArg],
  Flag
>("h3IndexesAreNeighbors")
/** The cells inside a cell. @since 0.2.0 */
export const h3ToChildren = /* @__PURE__ */ plain<
  readonly [cell: NumberArg, resolution: NumberArg],
  number[]
>("h3ToChildren")
/** The cell around a cell. @since 0.2.0 */
export const h3ToParent = /* @__PURE__ */ plain<readonly [cell: NumberArg, resolution: NumberArg], number>(
  "h3ToParent"
)
/** The cell as hexadecimal digits. @since 0.2.0 */
export const h3ToString = /* @__PURE__ */ plain<readonly [cell: NumberArg], string>("h3ToString")
/** The cell of hexadecimal digits. @since 0.2.0 */
export const stringToH3 = /* @__PURE__ */ plain<readonly [cell: TextArg], number>("stringToH3")
/** Whether the cell is turned against its parent. @since 0.2.0 */
export const h3IsResClassIII = /* @__PURE__ */ plain<readonly [cell: NumberArg], Flag>("h3IsResClassIII")
/** Whether the cell is a pentagon. @since 0.2.0 */
export const h3IsPentagon = /* @__PURE__ */ plain<readonly [cell: NumberArg], Flag>("h3IsPentagon")
/** The faces of the icosahedron that a cell touches. @since 0.2.0 */
export const h3GetFaces = /* @__PURE__ */ plain<readonly [cell: NumberArg], number[]>("h3GetFaces")
/** The square metres of a cell. @since 0.2.0 */
export const h3CellAreaM2 = /* @__PURE__ */ plain<readonly [cell: NumberArg], number>("h3CellAreaM2")
/** The square radians of a cell. @since 0.2.0 */
export const h3CellAreaRads2 = /* @__PURE__ */ plain<readonly [cell: NumberArg], number>("h3CellAreaRads2")
/** The cell in the centre of a cell. @since 0.2.0 */
export const h3ToCenterChild = /* @__PURE__ */ plain<
  readonly [cell: NumberArg, resolution: NumberArg],
  number
>("h3ToCenterChild")
/** The metres of one edge. @since 0.2.0 */
export const h3ExactEdgeLengthM = /* @__PURE__ */ plain<readonly [edge: NumberArg], number>(
  "h3ExactEdgeLengthM"
)
/** The kilometres of one edge. @since 0.2.0 */
export const h3ExactEdgeLengthKm = /* @__PURE__ */ plain<readonly [edge: NumberArg], number>(
  "h3ExactEdgeLengthKm"
)
/** The radians of one edge. @since 0.2.0 */
export const h3ExactEdgeLengthRads = /* @__PURE__ */ plain<readonly [edge: NumberArg], number>(
  "h3ExactEdgeLengthRads"
)
/** How many cells there are. @since 0.2.0 */
export const h3NumHexagons = /* @__PURE__ */ plain<readonly [resolution: NumberArg], number>("h3NumHexagons")
/** Metres between two places. @since 0.2.0 */
export const h3PointDistM = /* @__PURE__ */ plain<
  readonly [latitude1: NumberArg, longitude1: NumberArg, latitude2: NumberArg, longitude2: NumberArg],
  number
>("h3PointDistM")
/** Kilometres between two places. @since 0.2.0 */
export const h3PointDistKm = /* @__PURE__ */ plain<
  readonly [latitude1: NumberArg, longitude1: NumberArg, latitude2: NumberArg, longitude2: NumberArg],
  number
>("h3PointDistKm")
/** Radians between two places. @since 0.2.0 */
export const h3PointDistRads = /* @__PURE__ */ plain<
  readonly [latitude1: NumberArg, longitude1: NumberArg, latitude2: NumberArg, longitude2: NumberArg],
  number
>("h3PointDistRads")
/** The cells of resolution 0. @since 0.2.0 */
export const h3GetRes0Indexes = /* @__PURE__ */ total<readonly [], number[]>("h3GetRes0Indexes")
/** The cells that are pentagons. @since 0.2.0 */
export const h3GetPentagonIndexes = /* @__PURE__ */ plain<readonly [resolution: NumberArg], number[]>(
  "h3GetPentagonIndexes"
)
/** The cells on the line between two. @since 0.2.0 */
export const h3Line = /* @__PURE__ */ plain<readonly [start: NumberArg, end: NumberArg], number[]>("h3Line")
/** How many cells lie between two. @since 0.2.0 */
export const h3Distance = /* @__PURE__ */ plain<readonly [start: NumberArg, end: NumberArg], number>(
  "h3Distance"
)
/** The cells of one ring. @since 0.2.0 */
export const h3HexRing = /* @__PURE__ */ plain<readonly [cell: NumberArg, ring: NumberArg], number[]>(
  "h3HexRing"
)
/** The edge from a cell to its neighbour. @since 0.2.0 */
export const h3GetUnidirectionalEdge = /* @__PURE__ */ plain<
  readonly [origin: NumberArg, destination: NumberArg],
  number
>("h3GetUnidirectionalEdge")
/** Whether the number is an edge. @since 0.2.0 */
export const h3UnidirectionalEdgeIsValid = /* @__PURE__ */ plain<readonly [edge: NumberArg], Flag>(
  "h3UnidirectionalEdgeIsValid"
)
/** The cell an edge begins at. @since 0.2.0 */
export const h3GetOriginIndexFromUnidirectionalEdge = /* @__PURE__ */ plain<
  readonly [edge: NumberArg],
  number
>("h3GetOriginIndexFromUnidirectionalEdge")
/** The cell an edge leads to. @since 0.2.0 */
export const h3GetDestinationIndexFromUnidirectionalEdge = /* @__PURE__ */ plain<
  readonly [edge: NumberArg],
  number
>("h3GetDestinationIndexFromUnidirectionalEdge")
/** Both cells of an edge. @since 0.2.0 */
export const h3GetIndexesFromUnidirectionalEdge = /* @__PURE__ */ plain<
  readonly [edge: NumberArg],
  [number, number]
>("h3GetIndexesFromUnidirectionalEdge")
/** The edges of a cell. @since 0.2.0 */
export const h3GetUnidirectionalEdgesFromHexagon = /* @__PURE__ */ plain<
  readonly [cell: NumberArg],
  number[]
>("h3GetUnidirectionalEdgesFromHexagon")
/** The ends of an edge. @since 0.2.0 */
export const h3GetUnidirectionalEdgeBoundary = /* @__PURE__ */ plain<
  readonly [edge: NumberArg],
  [number, number][]
>("h3GetUnidirectionalEdgeBoundary")
