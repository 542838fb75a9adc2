/** Where files of messages are: https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges */
const HOSTS =
  /(?:^|\.)(?:sharepoint\.com|sharepoint\.us|svc\.ms|graph\.microsoft\.com|smba\.trafficmanager\.net|teams\.microsoft\.com|skype\.com)$/i;

/** @param ours an address that we were told to trust: the host that it names may be anywhere */
export const isOfMicrosoft = (url: URL, ours: string): boolean =>
  url.origin === new URL(ours).origin || (url.protocol === 'https:' && HOSTS.test(url.hostname));
