/** The kinds of monitors that a form can make, with the query that each begins with. */

export type Kind =
  | "metric"
  | "change"
  | "anomaly"
  | "outlier"
  | "forecast"
  | "check"
  | "log"
  | "trace"
  | "event"
  | "formula"
  | "composite"
  | "slo"
  | "text";

/** The parts of a query by name, as texts; which there are is the kind's business. */
export type Parts = Record<string, string>;

export type KindOf = {
  kind: Kind;
  label: string;
  type: string;
  help: string;
  start: Parts;
  /** Options that the query needs. */
  options?: Record<string, unknown>;
};

export const COMPARATORS = [">", ">=", "<", "<=", "==", "!="];

/** What can be chosen for a new monitor, with the query that it begins with. */
export const KINDS: readonly KindOf[] = [
  {
    kind: "metric",
    label: "Metric",
    type: "query alert",
    help: "A metric's window compared with thresholds",
    start: { over: "avg", window: "last_5m", query: "avg:system.load.1{*} by {host}", comparator: ">", threshold: "1" },
  },
  {
    kind: "change",
    label: "Change",
    type: "query alert",
    help: "How a window differs from an earlier one",
    start: {
      change: "pct_change",
      over: "avg",
      window: "last_5m",
      shift: "last_1h",
      query: "avg:system.load.1{*}",
      comparator: ">",
      threshold: "50",
    },
  },
  {
    kind: "anomaly",
    label: "Anomaly",
    type: "query alert",
    help: "The share of points outside what the past lets expect",
    start: {
      over: "avg",
      window: "last_4h",
      query: "avg:system.load.1{*}",
      algorithm: "agile",
      bounds: "3",
      direction: "both",
      alert_window: "last_15m",
      interval: "60",
      seasonality: "daily",
      comparator: ">=",
      threshold: "1",
    },
  },
  {
    kind: "outlier",
    label: "Outlier",
    type: "query alert",
    help: "Groups that do not behave as the others do",
    start: {
      over: "avg",
      window: "last_30m",
      query: "avg:system.load.1{*} by {host}",
      algorithm: "DBSCAN",
      tolerance: "3",
      comparator: ">",
      threshold: "0",
    },
  },
  {
    kind: "forecast",
    label: "Forecast",
    type: "query alert",
    help: "Whether a threshold is going to be crossed",
    start: {
      over: "max",
      window: "next_1w",
      query: "avg:system.disk.in_use{*} by {device}",
      algorithm: "linear",
      deviations: "1",
      interval: "60m",
      history: "1w",
      comparator: ">=",
      threshold: "0.9",
    },
  },
  {
    kind: "check",
    label: "Service check",
    type: "service check",
    help: "The last runs of a check, or a host that is silent",
    start: { name: "datadog.agent.up", over: "*", by: "host", runs: "2", end: "count_by_status" },
  },
  {
    kind: "log",
    label: "Logs",
    type: "log alert",
    help: "A figure over the logs that a search finds",
    start: {
      search: "status:error",
      index: "*",
      figure: "count",
      field: "",
      by: "",
      window: "5m",
      comparator: ">",
      threshold: "10",
    },
  },
  {
    kind: "trace",
    label: "Traces",
    type: "trace-analytics alert",
    help: "A figure over the spans that a search finds",
    start: {
      search: "status:error",
      figure: "count",
      field: "",
      by: "",
      window: "5m",
      comparator: ">",
      threshold: "10",
    },
  },
  {
    kind: "event",
    label: "Events",
    type: "event-v2 alert",
    help: "A figure over the events that a search finds",
    start: { search: "*", figure: "count", field: "", by: "", window: "15m", comparator: ">", threshold: "0" },
  },
  {
    kind: "formula",
    label: "Formula",
    type: "log alert",
    help: "A formula over several queries of logs, spans, events and metrics",
    start: { formula: "a / b * 100", window: "5m", comparator: ">", threshold: "5" },
    options: {
      variables: ["status:error", "*"].map((query, at) => ({
        data_source: "logs",
        name: at ? "b" : "a",
        search: { query },
        indexes: ["*"],
        compute: { aggregation: "count" },
        group_by: [],
      })),
    },
  },
  {
    kind: "composite",
    label: "Composite",
    type: "composite",
    help: "States of other monitors, joined by && || and !",
    start: { query: "" },
  },
  {
    kind: "slo",
    label: "SLO",
    type: "slo alert",
    help: "An objective whose error budget is used up, or burns too fast",
    start: {
      measure: "burn_rate",
      slo: "",
      over: "30d",
      long: "1h",
      short: "5m",
      comparator: ">",
      threshold: "14.4",
    },
  },
];
