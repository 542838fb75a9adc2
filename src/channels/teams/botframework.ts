import { ConfigurationServiceClientCredentialFactory } from 'botbuilder';
import { type AppCredentials, ConnectorClient } from 'botframework-connector';
import type { TeamsCredentials } from '../../config/teams.ts';
import { SECOND } from '../../lib/clock.ts';
import type { Cloud } from './clouds.ts';

/**
 * All that we use of Bot Framework's SDK, behind types of our own. Its makers have ended it; whatever comes after it
 * replaces this file.
 */

/** Milliseconds that Teams gets to answer. */
const PATIENCE = 10 * SECOND;

/** A conversation as Teams addresses it. The service URL comes from a request that was authenticated. */
export type Address = { serviceUrl: string; conversation: string };

/** https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference#activity-object */
export type Outgoing = {
  type: 'message' | 'typing';
  text?: string;
  /** `xml`: a few elements of HTML. */
  textFormat?: 'plain' | 'xml';
  /** In notifications. */
  summary?: string;
  attachments?: { contentType: string; content: unknown }[];
};

/** Somebody in a conversation, as Teams tells of them. */
export type Member = {
  id: string;
  name: string | undefined;
  aadObjectId: string | undefined;
  email: string | undefined;
  userPrincipalName: string | undefined;
  tenantId: string | undefined;
  userRole: string | undefined;
};

/** A call that failed; without a status, no answer came. */
export class BotFrameworkError extends Error {
  readonly status: number | undefined;
  /** Teams' word for it. */
  readonly code: string | undefined;
  /** Seconds. */
  readonly retryAfter: number | undefined;

  constructor(
    message: string,
    details: { status?: number | undefined; code?: string | undefined; retryAfter?: number | undefined } = {},
  ) {
    super(message);
    this.name = 'BotFrameworkError';
    this.status = details.status;
    this.code = details.code;
    this.retryAfter = details.retryAfter;
  }
}

/** A token of the bot for a scope, such as `https://graph.microsoft.com`. */
export type Tokens = (scope: string) => Promise<string>;

export type BotFramework = {
  /**
   * Posts an activity, as an answer to another one if that is given.
   * @returns its id
   */
  send(at: Address, activity: Outgoing, replyTo?: string): Promise<string>;
  update(at: Address, id: string, activity: Outgoing): Promise<void>;
  remove(at: Address, id: string): Promise<void>;
  /**
   * Opens the conversation of somebody with the bot.
   * @returns its id
   */
  open(serviceUrl: string, tenant: string, user: string): Promise<string>;
  member(at: Address, user: string): Promise<Member>;
};

/** Tokens by the bot's credentials; those that are still good are kept. */
export function botTokens(appId: string, credentials: TeamsCredentials, cloud: Cloud): Tokens {
  const factory = new ConfigurationServiceClientCredentialFactory(optionsOf(appId, credentials));
  const tenant = 'tenantId' in credentials ? credentials.tenantId : undefined;
  const known = new Map<string, Promise<AppCredentials>>();
  const asking = new Map<string, Promise<string>>();
  return async (scope) => {
    let ours = known.get(scope);
    if (!ours) {
      const made = factory.createCredentials(
        appId,
        scope,
        `${cloud.login}/${tenant ?? cloud.botTenant}`,
        true,
      );
      ours = made as Promise<AppCredentials>;
      known.set(scope, ours);
    }
    const asked = asking.get(scope) ?? (await ours).getToken().finally(() => asking.delete(scope));
    asking.set(scope, asked);
    try {
      return await asked;
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      throw new BotFrameworkError(`Microsoft gives the bot no token: ${words}`, {
        status: 401,
        code: 'NoToken',
      });
    }
  };
}

function optionsOf(appId: string, credentials: TeamsCredentials): Record<string, string> {
  const app = { MicrosoftAppId: appId };
  switch (credentials.type) {
    case 'managed identity':
      return { ...app, MicrosoftAppType: 'UserAssignedMsi', MicrosoftAppTenantId: credentials.tenantId };
    case 'certificate':
      return {
        ...app,
        ...typeOf(credentials.tenantId),
        CertificateThumbprint: credentials.thumbprint,
        CertificatePrivateKey: credentials.privateKey,
      };
    case 'secret':
      return { ...app, ...typeOf(credentials.tenantId), MicrosoftAppPassword: credentials.secret };
    case 'none':
      return {};
  }
}

const typeOf = (tenantId: string | undefined): Record<string, string> =>
  tenantId
    ? { MicrosoftAppType: 'SingleTenant', MicrosoftAppTenantId: tenantId }
    : { MicrosoftAppType: 'MultiTenant' };

/** @param authorise the value of the Authorization header; undefined: none */
export function createBotFramework(
  appId: string,
  authorise: () => Promise<string | undefined>,
): BotFramework {
  const clients = new Map<string, ConnectorClient>();
  const bot = { id: `28:${appId}`, name: 'Deskbell' };

  function conversationsAt(serviceUrl: string): ConnectorClient['conversations'] {
    let client = clients.get(serviceUrl);
    if (!client) {
      client = new ConnectorClient({ signRequest: signed }, { baseUri: serviceUrl });
      withoutRetries(client);
      clients.set(serviceUrl, client);
    }
    return client.conversations;
  }

  const signed: ConstructorParameters<typeof ConnectorClient>[0]['signRequest'] = async (request) => {
    const header = await authorise();
    if (header !== undefined) request.headers.set('authorization', header);
    return request;
  };
  const options = { timeout: PATIENCE };
  type Activity = Parameters<ConnectorClient['conversations']['sendToConversation']>[1];
  const activityOf = (activity: Outgoing, conversation: string) =>
    ({ ...activity, from: bot, conversation: { id: conversation } }) as unknown as Activity;

  return {
    async send({ serviceUrl, conversation }, activity, replyTo) {
      const conversations = conversationsAt(serviceUrl);
      const content = activityOf(activity, conversation);
      const { id } = await translated(() =>
        replyTo === undefined
          ? conversations.sendToConversation(conversation, content, options)
          : conversations.replyToActivity(conversation, replyTo, { ...content, replyToId: replyTo }, options),
      );
      return id;
    },
    async update({ serviceUrl, conversation }, id, activity) {
      const content = { ...activityOf(activity, conversation), id };
      await translated(() => conversationsAt(serviceUrl).updateActivity(conversation, id, content, options));
    },
    async remove({ serviceUrl, conversation }, id) {
      await translated(() => conversationsAt(serviceUrl).deleteActivity(conversation, id, options));
    },
    async open(serviceUrl, tenant, user) {
      const wanted = {
        ...{ bot, isGroup: false, members: [{ id: user, name: '' }], tenantId: tenant },
        ...{ channelData: { tenant: { id: tenant } } },
      };
      type Wanted = Parameters<ConnectorClient['conversations']['createConversation']>[0];
      const { id } = await translated(() =>
        conversationsAt(serviceUrl).createConversation(wanted as unknown as Wanted, options),
      );
      return id;
    },
    async member({ serviceUrl, conversation }, user) {
      const member: Partial<Member> = await translated(() =>
        conversationsAt(serviceUrl).getConversationMember(conversation, user, options),
      );
      const { name, aadObjectId, email, userPrincipalName, tenantId, userRole } = member;
      return { id: member.id ?? user, name, aadObjectId, email, userPrincipalName, tenantId, userRole };
    },
  };
}

/** The outbox tries again; the client of the SDK has a way of its own to do so and none to say no to that. */
function withoutRetries(client: ConnectorClient): void {
  type Inside = { client: { pipeline: { removePolicy(policy: { name: string }): unknown } } };
  (client as unknown as Inside).client.pipeline.removePolicy({ name: 'defaultRetryPolicy' });
}

async function translated<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof BotFrameworkError) throw error;
    throw asBotFrameworkError(error);
  }
}

type RestError = Error & {
  statusCode?: number;
  response?: { headers?: { get(name: string): string | undefined }; bodyAsText?: string | null };
};

function asBotFrameworkError(error: unknown): BotFrameworkError {
  if (!(error instanceof Error)) return new BotFrameworkError(String(error));
  const { statusCode: status, response, message } = error as RestError;
  const retryAfter = Number(response?.headers?.get('retry-after') ?? Number.NaN);
  return new BotFrameworkError(message, {
    status,
    code: codeIn(response?.bodyAsText ?? ''),
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
  });
}

/** `{ "error": { "code": "ConversationNotFound" } }` */
function codeIn(body: string): string | undefined {
  try {
    const { error } = JSON.parse(body) as { error?: { code?: unknown } };
    return typeof error?.code === 'string' ? error.code : undefined;
  } catch {
    return undefined;
  }
}
