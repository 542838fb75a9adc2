import { type Channel, ChannelError, type Message } from '../../chat/channel.ts';
import type { Surroundings } from '../../lib/context.ts';
import type { Prisma } from '../../lib/prisma/client.ts';

/**
 * The portal as a channel: a small chat server in our own database. A message's id is the key that it was
 * posted with, so a repeated post makes no second message.
 */
export function createWebChannel({ store, bus, clock }: Surroundings): Channel {
  const json = (message: Message) => message as unknown as Prisma.InputJsonObject;
  return {
    name: 'web',
    can: { edit: true, forms: true, pause: 0 },

    async post({ conversation, thread }, message, key) {
      await store.client.webMessage.createMany({
        data: [{ id: key, conversation, thread, content: json(message), createdAt: clock.now() }],
        skipDuplicates: true,
      });
      bus.publish({ topic: 'web', conversation });
      return { message: key };
    },

    async edit({ conversation, message: id }, message) {
      const { count } = await store.client.webMessage.updateMany({
        where: { id, deletedAt: null },
        data: { content: json(message), editedAt: clock.now() },
      });
      if (count === 0) throw new ChannelError('gone', 'The message is not there any more.');
      bus.publish({ topic: 'web', conversation });
    },

    async remove({ conversation, message: id }) {
      await store.client.webMessage.updateMany({
        where: { id, deletedAt: null },
        data: { content: { type: 'removed' }, deletedAt: clock.now() },
      });
      bus.publish({ topic: 'web', conversation });
    },
  };
}
