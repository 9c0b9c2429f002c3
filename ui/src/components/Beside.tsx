/** Facets beside what they narrow; in a narrow window they are shown on demand. */

import { Box, Button } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import classes from "./Facets.module.css";

export function Beside({ facets, children }: { facets: ReactNode; children: ReactNode }) {
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
      <Box className={classes.found}>{children}</Box>
    </Box>
  );
}
