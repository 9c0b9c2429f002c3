/** embedded_app: kept, not drawn. */

import { kept } from "./frame/product";

export const widget = kept("embedded_app", { app_id: "1" });
