/** Where Microsoft's services are, which differs between its clouds. Addresses without a slash at the end. */
export type Cloud = {
  /** Who issues the tokens by which Teams proves itself to us, and where its keys are. */
  issuer: string;
  openIdMetadata: string;
  /** Where we prove ourselves: `<login>/<tenant>`. */
  login: string;
  /** The tenant of a bot that is no tenant's own. */
  botTenant: string;
  /** What we ask a token for, to send. */
  botScope: string;
  graph: string;
  /** Where people open Teams in a browser. */
  client: string;
};

/** https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication */
export const CLOUDS: Record<'public' | 'us government', Cloud> = {
  public: {
    issuer: 'https://api.botframework.com',
    openIdMetadata: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
    login: 'https://login.microsoftonline.com',
    botTenant: 'botframework.com',
    botScope: 'https://api.botframework.com',
    graph: 'https://graph.microsoft.com',
    client: 'https://teams.microsoft.com',
  },
  'us government': {
    issuer: 'https://api.botframework.us',
    openIdMetadata: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
    login: 'https://login.microsoftonline.us',
    botTenant: 'MicrosoftServices.onmicrosoft.us',
    botScope: 'https://api.botframework.us',
    graph: 'https://graph.microsoft.us',
    client: 'https://gov.teams.microsoft.us',
  },
};
