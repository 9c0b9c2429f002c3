/** An explorer of logs, spans or events: search, facets, counts over time, the list, one record whole. */

import { Group, Skeleton, Text } from "@mantine/core";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { type ReactNode, useCallback, useEffect, useMemo, useState } from "react";
import type { Kind } from "@/api/records";
import type { Range } from "@/lib/time";
import { AddButton, foundBy } from "./AddButton";
import { Beside } from "./Beside";
import { Facets } from "./Facets";
import { Page } from "./Page";
import { useHeld, useTime } from "./range";
import { SearchBox } from "./SearchBox";
import { Empty, Failure } from "./states";
import { useParam } from "./url";
import { VirtualRows } from "./VirtualRows";

type Found<T> = UseInfiniteQueryResult<InfiniteData<{ data: T[] }>>;
type Props<T> = {
  kind: Kind;
  title: string;
  placeholder: string;
  /** Finds a page of records after the other; a hook. */
  useFound: (query: string, range: Range) => Found<T>;
  counts: (query: string, range: Range) => ReactNode;
  /** What to send and how, where there is nothing at all. */
  none: ReactNode;
  height: number;
  head: ReactNode;
  row: (item: T) => ReactNode;
  /** The record that the address names, beside the list. */
  open?: string;
  onOpen: (item: T) => void;
  panel?: (items: readonly T[], query: string, setQuery: (query: string) => void) => ReactNode;
};

export function RecordExplorer<T extends { id: string }>(props: Props<T>) {
  const { kind, title, placeholder, useFound, counts, none, height, head, row, open = "", onOpen, panel } = props;
  const { range, choice } = useTime();
  const [query, setQuery] = useParam("query");
  const [deep, setDeep] = useState(false);
  // What somebody reads stays where it is.
  const held = useHeld(range, deep || open !== "", `${query} ${JSON.stringify(choice)}`);
  const found = useFound(query, held);
  const items = useMemo(() => found.data?.pages.flatMap((page) => page.data) ?? [], [found.data]);
  useEffect(() => setDeep((found.data?.pages.length ?? 0) > 1), [found.data]);
  const more = useCallback(() => {
    if (found.hasNextPage && !found.isFetching) void found.fetchNextPage();
  }, [found]);
  return (
    <Page fill title={title} actions={<AddButton of={foundBy(kind, query)} />}>
      <Group mb="xs">
        <SearchBox kind={kind} label={`Search ${kind}`} placeholder={placeholder} value={query} onCommit={setQuery} />
      </Group>
      {found.error && <Failure error={found.error} query={query} />}
      {counts(query, range)}
      <Beside facets={<Facets kind={kind} query={query} range={range} onQuery={setQuery} />}>
        {found.isLoading && <Skeleton flex={1} />}
        {found.isSuccess && !items.length && (
          <Empty title={`No ${kind} in this time range`}>
            {query ? (
              <Text size="sm" c="dimmed">
                Nothing matches the search; widen the time or the search.
              </Text>
            ) : (
              none
            )}
          </Empty>
        )}
        {items.length > 0 && (
          <VirtualRows
            label={kind.charAt(0).toUpperCase() + kind.slice(1)}
            items={items}
            height={height}
            keyOf={(one) => one.id}
            selected={open}
            onEnd={more}
            onOpen={onOpen}
            head={head}
            row={row}
          />
        )}
      </Beside>
      {panel?.(items, query, setQuery)}
    </Page>
  );
}
