/** cohort_table: kept, not drawn. */

import { kept } from "./frame/product";

export const widget = kept("cohort_table", { requests: [] });
