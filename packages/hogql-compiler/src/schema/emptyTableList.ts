/**
 * The tables that are always empty here, as text: name and description on one line, then the columns. A column is a String unless a
 * type follows it; `Flag` is a yes or no shown as 1 or 0, and `[]` a list of texts.
 *
 * Names and types are PostHog's.
 *
 * @see https://posthog.com/docs/sql
 */
export const emptyTableList = `
system.accounts: Customers as companies.
  id:UUID external_id name properties:JSON stripe_customer_id hubspot_deal_id billing_id sfdc_id zendesk_id created_by_id:Integer
  created_at:DateTime updated_at:DateTime
system.account_relationship_definitions: What a user can be to an account.
  id:UUID name description is_single_holder:Flag created_by_id:Integer created_at:DateTime updated_at:DateTime
system.account_relationships: Who looks after which account.
  id:UUID definition_id:UUID account_id:UUID user_id:Integer created_by_id:Integer started_at:DateTime ended_at:DateTime
  created_at:DateTime
system.activity_logs: Who changed what.
  id activity item_id scope detail:JSON created_at:DateTime
system.alerts: Alerts on insights.
  id name insight_id:Integer enabled:Boolean state calculation_interval condition:JSON config:JSON created_at:DateTime
  last_notified_at:DateTime last_checked_at:DateTime next_check_at:DateTime snoozed_until:DateTime skip_weekend:Boolean
  schedule_restriction:JSON
system.batch_export_backfills: Exports of the past.
  id batch_export_id start_at:DateTime end_at:DateTime status created_at:DateTime finished_at:DateTime last_updated_at:DateTime
  total_records_count:Integer
system.batch_exports: Exports to other systems.
  id name model interval paused:Flag deleted:Flag destination_id timezone interval_offset:Integer created_at:DateTime
  last_updated_at:DateTime last_paused_at:DateTime start_at:DateTime end_at:DateTime
system.business_knowledge_chunks: Pieces of documents about the business.
  id source_id document_id heading_path ordinal:Integer content char_count:Integer created_at:DateTime
system.business_knowledge_documents: Documents about the business.
  id source_id stable_id title url content_hash tombstoned_at:DateTime created_at:DateTime updated_at:DateTime
system.business_knowledge_sources: Where documents about the business come from.
  id name source_type status error_message source_url crawl_mode original_filename file_content_type created_at:DateTime
  updated_at:DateTime
system.cohort_calculation_history: Calculations of cohorts.
  id cohort_id:Integer count:Integer started_at:DateTime finished_at:DateTime error_code
system.custom_property_definitions: Properties that accounts can have.
  id:UUID name description display_type is_big_number:Flag created_by_id:Integer created_at:DateTime updated_at:DateTime
system.dashboard_tiles: What lies on dashboards.
  id:Integer dashboard_id:Integer insight_id:Integer text_id:Integer button_tile_id layouts:JSON color show_description:Boolean
  transparent_background:Boolean filters_overrides:JSON deleted:Flag
system.data_modeling_endpoint_versions: Versions of endpoints.
  id endpoint_id version:Integer description query:JSON data_freshness_seconds:Integer created_at:DateTime is_active:Flag columns:JSON
system.data_modeling_endpoints: Queries that can be called by name.
  id name is_active:Flag current_version:Integer derived_from_insight created_at:DateTime updated_at:DateTime
  last_executed_at:DateTime deleted:Flag
system.data_modeling_jobs: Runs of saved views.
  id data_modeling_view_id status rows_materialized:Integer rows_expected:Integer error storage_delta_mib:Float last_run_at:DateTime
  created_at:DateTime updated_at:DateTime
system.data_warehouse_sources: Where tables of the data warehouse come from.
  id source_type api_version prefix created_at:DateTime updated_at:DateTime deleted:Flag deleted_at:DateTime
system.error_tracking_assignment_rules: Rules that assign issues.
  id user_id:Integer role_id order_key:Integer filters:JSON bytecode:JSON disabled_data:JSON created_at:DateTime updated_at:DateTime
system.error_tracking_bypass_rules: Rules that let exceptions pass the limits.
  id order_key:Integer filters:JSON bytecode:JSON disabled_data:JSON created_at:DateTime updated_at:DateTime
system.error_tracking_issue_assignments: Who looks after which issue.
  id issue_id user_id:Integer role_id
system.error_tracking_issue_fingerprints: By what exceptions are told to be of one issue.
  id issue_id fingerprint first_seen:DateTime
system.error_tracking_issues: Exceptions that are the same error.
  id created_at:DateTime status name description
system.error_tracking_releases: Releases of the code.
  id hash_id version project metadata:JSON created_at:DateTime
system.error_tracking_suppression_rules: Rules that drop exceptions.
  id order_key:Integer sampling_rate:Float filters:JSON bytecode:JSON disabled_data:JSON created_at:DateTime updated_at:DateTime
system.error_tracking_symbol_sets: Source maps and other symbols.
  id ref release_id created_at:DateTime last_used:DateTime failure_reason
system.evaluation_directories: Folders of evaluations.
  id:UUID name created_by_id:Integer created_at:DateTime updated_at:DateTime
system.evaluations: What scores generations and traces.
  id:UUID directory_id:UUID name description enabled:Boolean status status_reason evaluation_type evaluation_config:JSON output_type
  output_config:JSON conditions:JSON target target_config:JSON model_configuration_id:UUID created_by_id:Integer created_at:DateTime
  updated_at:DateTime deleted:Boolean
system.exports: Files that were exported.
  id:Integer export_format created_at:DateTime export_context:JSON
system.file_system: The tree of everything in the project.
  id path depth:Integer type ref href meta:JSON surface shortcut:Boolean created_at:DateTime created_by_id:Integer
system.hog_flows: Workflows.
  id name description status version:Integer exit_condition trigger:JSON edges:JSON actions:JSON created_at:DateTime
  updated_at:DateTime
system.hog_functions: Destinations and transformations of events.
  id name description type enabled:Flag deleted:Flag icon_url template_id execution_order:Integer inputs_schema:JSON filters:JSON
  created_at:DateTime updated_at:DateTime
system.ingestion_warnings: What was odd about captured events.
  source type details timestamp:DateTime
system.integration_repository_cache: Repositories that integrations lead to.
  id integration_id:Integer user_integration_id:Integer full_name description topics:JSON archived:Boolean fork:Boolean
  primary_language default_branch default_branch_sha readme tree_paths tree_truncated:Boolean updated_at:DateTime
system.integrations: Connections to other products.
  id:Integer kind integration_id config:JSON errors created_at:DateTime created_by_id:Integer
system.logs_alerts: Alerts on logs.
  id name enabled:Flag filters:JSON threshold_count:Integer threshold_operator window_minutes:Integer check_interval_minutes:Integer
  state evaluation_periods:Integer datapoints_to_alarm:Integer cooldown_minutes:Integer snooze_until:DateTime next_check_at:DateTime
  last_notified_at:DateTime last_checked_at:DateTime consecutive_failures:Integer created_at:DateTime updated_at:DateTime
system.logs_views: Saved filters of logs.
  id short_id name filters:JSON pinned:Flag created_at:DateTime updated_at:DateTime
system.message_categories: Kinds of messages that people can refuse.
  id key name description public_description category_type deleted:Flag created_at:DateTime updated_at:DateTime
system.message_recipient_preferences: Who refuses which messages.
  id identifier preferences:JSON deleted:Flag created_at:DateTime updated_at:DateTime
system.review_queue_items: Traces that wait for a review.
  id:UUID queue_id:UUID trace_id created_by_id:Integer created_at:DateTime updated_at:DateTime deleted:Flag deleted_at:DateTime
system.review_queues: Lists of traces that wait for a review.
  id:UUID name created_by_id:Integer created_at:DateTime updated_at:DateTime deleted:Flag deleted_at:DateTime
system.sandbox_environments: Where tasks run.
  id created_by_id:Integer name network_access_level allowed_domains:[] include_default_domains:Flag repositories:[] private:Flag
  internal:Flag created_at:DateTime updated_at:DateTime
system.score_definitions: What reviews can score.
  id:UUID name description kind archived:Boolean current_version_id:UUID created_by_id:Integer created_at:DateTime updated_at:DateTime
system.session_recording_playlists: Saved lists of recordings.
  id:Integer short_id name derived_name description pinned:Flag deleted:Flag filters:JSON type created_at:DateTime
  created_by_id:Integer last_modified_at:DateTime last_modified_by_id:Integer
system.session_recordings: Recordings that were kept on purpose.
  id session_id distinct_id duration:Integer active_seconds:Integer inactive_seconds:Integer start_time:DateTime end_time:DateTime
  click_count:Integer keypress_count:Integer mouse_activity_count:Integer console_log_count:Integer console_warn_count:Integer
  console_error_count:Integer start_url deleted:Flag created_at:DateTime retention_period_days:Integer storage_version
system.source_schemas: Which tables of a source are copied.
  id name source_id table_id should_sync:Boolean status sync_type last_synced_at:DateTime latest_error created_at:DateTime
  updated_at:DateTime deleted:Flag deleted_at:DateTime
system.source_sync_jobs: Runs that copied a table of a source.
  id pipeline_id schema_id status rows_synced:Integer billable:Boolean latest_error created_at:DateTime finished_at:DateTime
  updated_at:DateTime
system.support_tickets: Conversations with customers.
  id ticket_number:Integer channel_source channel_detail distinct_id status priority anonymous_traits:JSON ai_resolved:Flag
  escalation_reason message_count:Integer unread_customer_count:Integer unread_team_count:Integer last_message_at:DateTime
  last_message_text email_subject email_from session_id session_context:JSON sla_due_at:DateTime created_at:DateTime
  updated_at:DateTime
system.tags: Tags of objects.
  id:UUID name
system.task_runs: Runs of tasks.
  id task_id branch environment stage status error_message output:JSON artifacts:JSON created_at:DateTime updated_at:DateTime
  completed_at:DateTime
system.tasks: Tasks for agents.
  id created_by_id:Integer github_integration_id:Integer task_number:Integer title title_manually_set:Flag description origin_product
  repository json_schema:JSON internal:Flag deleted:Flag deleted_at:DateTime created_at:DateTime updated_at:DateTime
system.trace_review_scores: Scores that reviews gave.
  id:UUID review_id:UUID definition_id:UUID definition_version:UUID definition_version_number:Integer definition_config:JSON
  categorical_values:[] numeric_value:Decimal boolean_value:Boolean created_by_id:Integer created_at:DateTime updated_at:DateTime
system.trace_reviews: Reviews of traces.
  id:UUID trace_id created_by_id:Integer reviewed_by_id:Integer comment created_at:DateTime updated_at:DateTime deleted:Flag
  deleted_at:DateTime
system.usage_metrics: Measures of how much a group uses the product.
  id group_type_index:Integer name format interval:Integer display filters:JSON math math_property
heatmaps: Where pages were clicked and scrolled.
  session_id distinct_id x:Integer y:Integer scale_factor:Integer viewport_width:Integer viewport_height:Integer
  pointer_target_fixed:Boolean current_url timestamp:DateTime type
error_tracking_issue_fingerprint_overrides: Exceptions that were moved to another issue.
  fingerprint issue_id:UUID
`
