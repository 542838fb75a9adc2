import { createWebChannel } from '../../src/channels/web/channel.ts';
import { webRoutes } from '../../src/channels/web/routes.ts';
import { directConversation } from '../../src/domain/outbox/enqueue.ts';
import { createDesk } from '../support/desk.ts';
import { channelContract } from './contract.ts';

channelContract('web', async () => {
  const desk = await createDesk();
  const user = await desk.person({ name: 'Grace' });
  const ctx = () => desk.ctxFor(user, 'web');
  const delivery = () => crypto.randomUUID();
  return {
    desk,
    user,
    channel: createWebChannel(desk),
    direct: directConversation(user.id),
    async seen(conversation, thread) {
      const { items } = await webRoutes.messages(ctx(), {
        conversation,
        limit: 200,
        ...(thread ? { thread } : {}),
      });
      return items.map((item) => ({
        id: item.id,
        text: item.text,
        author: item.author?.name ?? null,
        card: item.card,
        removed: item.deletedAt !== null,
      }));
    },
    say: async ({ text, thread, delivery: id = delivery() }) =>
      webRoutes.send(ctx(), { delivery: id, text, ...(thread ? { thread } : {}) }),
    async edit(id, text) {
      await webRoutes.editMessage(ctx(), { id, text });
    },
    async remove(id) {
      await webRoutes.deleteMessage(ctx(), { id });
    },
    press: async (message, { action, value }) =>
      (await webRoutes.press(ctx(), { delivery: delivery(), message, action, value })).answer,
    submit: async (action, value, fields) =>
      (await webRoutes.submit(ctx(), { delivery: delivery(), action, value, fields })).answer,
    async vanish(id) {
      await desk.store.client.webMessage.update({ where: { id }, data: { deletedAt: desk.clock.now() } });
    },
    close: desk.close,
  };
});
