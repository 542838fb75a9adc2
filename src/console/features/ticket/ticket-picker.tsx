import { Select, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { TicketSummary } from '../../../contract/tickets.ts';
import { queryOf } from '../../call.ts';
import { wordsOf } from '../../problem.ts';
import { stateWords } from '../../ui/state-badge.tsx';

type TicketPickerProps = {
  label: string;
  value: string | null;
  onChange: (number: string | null) => void;
  /** This one cannot be picked. */
  except: string;
  openOnly?: boolean;
  error?: ReactNode;
};

/** Finds another ticket by its number or by words in it. */
export function TicketPicker({ label, value, onChange, except, openOnly = false, error }: TicketPickerProps) {
  const [typed, setTyped] = useState('');
  const [picked, setPicked] = useState<TicketSummary | null>(null);
  const [words] = useDebouncedValue(typed.trim(), 250);
  const q = picked && words === labelOf(picked) ? '' : words;
  const found = useQuery({
    ...queryOf(api.tickets.list, { limit: 20, q: q || undefined, open: openOnly ? 'true' : undefined }),
    placeholderData: keepPreviousData,
  });
  const tickets = (found.data?.items ?? []).filter((ticket) => ticket.number !== except);
  if (picked && picked.number === value && !tickets.some((ticket) => ticket.id === picked.id))
    tickets.push(picked);
  return (
    <Select
      label={label}
      placeholder="A number, or words in it"
      searchable
      required
      data-autofocus
      value={value}
      error={error}
      data={tickets.map((ticket) => ({ value: ticket.number, label: labelOf(ticket) }))}
      // The list itself scrolls: a scrolling box around it is one that a keyboard cannot reach.
      withScrollArea={false}
      styles={{ options: { maxHeight: '14rem', overflowY: 'auto' } }}
      // The server has done the looking.
      filter={({ options }) => options}
      onSearchChange={setTyped}
      onChange={(number) => {
        setPicked(tickets.find((ticket) => ticket.number === number) ?? null);
        onChange(number);
      }}
      renderOption={({ option }) => {
        const ticket = tickets.find((one) => one.number === option.value);
        return (
          <div>
            <Text size="sm">
              <bdi>{option.label}</bdi>
            </Text>
            {ticket && (
              <Text size="xs" c="dimmed">
                {stateWords[ticket.state]} · {ticket.requester.name} · {ticket.queue.name}
              </Text>
            )}
          </div>
        );
      }}
      nothingFoundMessage={
        found.isError
          ? wordsOf(found.error)
          : found.isFetching
            ? 'Looking …'
            : openOnly
              ? 'No such open ticket'
              : 'No such ticket'
      }
    />
  );
}

const labelOf = (ticket: TicketSummary): string => `${ticket.number} ${ticket.title}`;
