/**
 * Event properties that are read so often that they have a stored column of their own.
 *
 * The physical name has no `$`: chDB's row insert refuses column names that hold one.
 */
export const hotProperties: ReadonlyMap<string, string> = new Map([
  ["$current_url", "mat_current_url"],
  ["$pathname", "mat_pathname"],
  ["$host", "mat_host"],
  ["$browser", "mat_browser"],
  ["$os", "mat_os"],
  ["$device_type", "mat_device_type"],
  ["$referrer", "mat_referrer"],
  ["$referring_domain", "mat_referring_domain"],
  ["$event_type", "mat_event_type"],
  ["$geoip_country_code", "mat_geoip_country_code"],
  ["utm_source", "mat_utm_source"]
])
