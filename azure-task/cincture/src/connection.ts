/** A service connection to Kubernetes as a kubeconfig, which is never written to a file. */

import * as tl from 'azure-pipelines-task-lib/task';

/** How the cluster is reached. */
export interface Access {
  kubeconfig: string;
  /** Which one of the kubeconfig; empty for its own. */
  context: string;
}

/** That of the connection with this id. Throws where it gives no kubeconfig, in words that hold nothing of it. */
export function access(id: string): Access {
  const kind = tl.getEndpointDataParameter(id, 'authorizationType', true) || 'Kubeconfig';
  const parameters = authorization(id);
  switch (kind.toLowerCase()) {
    case 'kubeconfig':
      return { kubeconfig: needed(parameters, 'kubeconfig'), context: parameters['clusterContext'] ?? '' };
    case 'serviceaccount':
      return { kubeconfig: ofServiceAccount(tl.getEndpointUrl(id, false) ?? '', parameters), context: '' };
    default:
      throw new Error(`a service connection of the kind ${kind} holds no kubeconfig: use one by kubeconfig or service account`);
  }
}

function authorization(id: string): Record<string, string> {
  try {
    // The library's own words for what is no JSON hold all of it.
    return tl.getEndpointAuthorization(id, true)?.parameters ?? {};
  } catch {
    throw new Error('the service connection cannot be read');
  }
}

function needed(parameters: Record<string, string>, name: string): string {
  const value = parameters[name];
  if (!value) {
    throw new Error(`the service connection has no ${name}`);
  }
  return value;
}

/** Azure keeps token and certificate in base64, as the secret of a service account has them. JSON is YAML. */
function ofServiceAccount(server: string, parameters: Record<string, string>): string {
  const token = Buffer.from(needed(parameters, 'apiToken'), 'base64').toString('utf8').trim();
  // The agent masks the token only as it was given, and that is another text.
  tl.setSecret(token);
  const authority = needed(parameters, 'serviceAccountCertificate');
  const name = 'azure';
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'certificate-authority-data': authority } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  });
}
