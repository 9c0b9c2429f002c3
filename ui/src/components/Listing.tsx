/** What a search found: facets beside the rows, and pages beneath them. */

import { Pagination } from "@mantine/core";
import type { ReactNode } from "react";
import { Beside } from "./Beside";
import { useParam } from "./url";

type Props = {
  facets: ReactNode;
  /** How many were found, and how many a page holds; without them there is one page of all. */
  total?: number;
  size?: number;
  children: ReactNode;
};

/** The page's number is `page` in the URL. */
export function Listing({ facets, total = 0, size = 1, children }: Props) {
  const [page, setPage] = useParam("page", "1");
  return (
    <Beside facets={facets}>
      {children}
      {total > size && (
        <Pagination
          mt="xs"
          size="sm"
          getControlProps={(control) => ({ "aria-label": `${control} page` })}
          total={Math.ceil(total / size)}
          value={Number(page)}
          onChange={(next) => setPage(String(next))}
        />
      )}
    </Beside>
  );
}
