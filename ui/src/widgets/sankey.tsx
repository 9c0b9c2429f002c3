/** sankey: kept, not drawn. */

import { kept } from "./frame/product";

export const widget = kept("sankey", { requests: [] });
