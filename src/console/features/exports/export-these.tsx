import { Button, Modal } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { InputOf } from '../../../contract/endpoint.ts';
import type { tickets } from '../../../contract/tickets.ts';
import { ExportForm } from './export-form.tsx';
import { filterOf } from './export-values.ts';

/** Exports what a list of tickets shows, on all its pages, and leads to where that can be fetched. */
export function ExportThese({ list }: { list: InputOf<typeof tickets.list> }) {
  const [isAsking, setAsking] = useState(false);
  const navigate = useNavigate();
  const close = () => setAsking(false);
  return (
    <>
      <Button size="compact-sm" variant="subtle" onClick={() => setAsking(true)}>
        Export these
      </Button>
      <Modal opened={isAsking} onClose={close} title="Export these tickets" closeOnClickOutside={false}>
        <ExportForm
          filter={filterOf(list)}
          onStarted={() => void navigate({ to: '/settings/$section', params: { section: 'export' } })}
          onCancel={close}
        />
      </Modal>
    </>
  );
}
