/** flame_graph: kept, not drawn. */

import { kept } from "./frame/product";

export const widget = kept("flame_graph", { requests: [] });
