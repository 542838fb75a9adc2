/** Of the links in mails of the status page. */
export const SUBSCRIBER_KEY = Buffer.alloc(32, 5);
