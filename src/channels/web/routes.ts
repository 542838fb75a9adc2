import {
  deleteMessage,
  editMessage,
  findThread,
  listOwnTickets,
  pressButton,
  sayCommand,
  sendMessage,
  submitForm,
} from './portal.ts';
import { readMessages, readNews } from './read.ts';

/** The endpoints of the portal, for the server to mount. */
export const webRoutes = {
  tickets: listOwnTickets,
  thread: findThread,
  messages: readMessages,
  news: readNews,
  send: sendMessage,
  editMessage,
  deleteMessage,
  press: pressButton,
  open: sayCommand,
  submit: submitForm,
};
