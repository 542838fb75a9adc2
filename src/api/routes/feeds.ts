import { listFeeds, makeFeed, removeFeed } from '../../domain/feeds/feeds.ts';
import type { Api, Handlers } from '../bind.ts';

export const feedRoutes: Handlers<Api['feeds']> = { list: listFeeds, make: makeFeed, remove: removeFeed };
