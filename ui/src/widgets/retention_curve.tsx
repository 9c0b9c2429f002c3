/** retention_curve: kept, not drawn. */

import { kept } from "./frame/product";

export const widget = kept("retention_curve", { requests: [] });
