/** What a search found: facets beside the rows, and pages beneath them. */

import { Box, Button, Pagination } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import classes from "./Facets.module.css";
import { useParam } from "./url";

type Props = {
  facets: ReactNode;
  /** How many were found, and how many a page holds; without them there is one page of all. */
  total?: number;
  size?: number;
  children: ReactNode;
};

/** The page's number is `page` in the URL. In a narrow window facets are shown on demand. */
export function Listing({ facets, total = 0, size = 1, children }: Props) {
  const [page, setPage] = useParam("page", "1");
  const [shown, setShown] = useState(false);
  return (
    <Box className={classes.listing}>
      <Button
        className={classes.filter ?? ""}
        variant="default"
        leftSection={<IconFilter size={14} />}
        aria-expanded={shown}
        onClick={() => setShown(!shown)}
      >
        Filter
      </Button>
      <Box className={shown ? classes.asked : classes.beside}>{facets}</Box>
      <Box style={{ flex: 1, minWidth: 0, minHeight: 0, display: "flex", flexDirection: "column" }}>
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
      </Box>
    </Box>
  );
}
