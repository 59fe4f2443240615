title 'Secrets'

target = surroundings

control 'container-baseline-07' do
  impact 0.9
  title 'No private keys or credentials were left in the container'
  desc <<~TEXT
    What was copied into an image to build it (keys for repositories, cloud and registry logins) is there for everybody who
    can pull the image, and for everybody who gets into one container: from there it opens everything that they open.
  TEXT
  desc 'check', <<~TEXT
    In each account's home and in / none of the usual files with credentials can be read by the container's user:
    .ssh/id_*, .aws/credentials, .azure/, .config/gcloud/, .docker/config.json, .kube/config, .netrc, .git-credentials,
    .pgpass, .npmrc, .pypirc, .vault-token and others. Secrets that are mounted there on purpose are named in the input
    allowed_credentials. Machines, where people keep their own, are out of scope.
  TEXT
  desc 'fix', 'Use build secrets (RUN --mount=type=secret) or a later build stage; replace the credentials, as they are known by now.'
  tag severity: 'critical'
  tag nist: ['IA-5', 'SC-28', 'AC-3']
  tag cis: ['CIS Docker Benchmark, 4.10 Ensure secrets are not stored in Dockerfiles']

  only_if('This is a machine, not a container.', impact: 0.0) { !target.machine? }
  next if target.machine?

  names = %w[
    .ssh/id_rsa .ssh/id_dsa .ssh/id_ecdsa .ssh/id_ed25519 .aws/credentials .azure/msal_token_cache.json
    .azure/accessTokens.json .config/gcloud/application_default_credentials.json .config/gcloud/credentials.db
    .docker/config.json .dockercfg .kube/config .netrc .git-credentials .config/gh/hosts.yml .pgpass .my.cnf .npmrc .pypirc
    .cargo/credentials.toml .terraformrc .vault-token .s3cfg .boto
  ]
  found = target.present(target.homes.flat_map { |home| names.map { |name| "#{home}/#{name}" } }, true)
  left = (found.uniq - input('allowed_credentials')).sort
  describe 'Credentials' do
    it('were not left behind') { expect(left).to be_empty, target.named(left) }
  end
end

control 'container-baseline-40' do
  impact 0.7
  title 'No keys of machines or clusters are in the container'
  desc <<~TEXT
    A key that was made while the image was built (of an SSH server, of the self-signed certificate that ssl-cert makes) is the
    same in each copy, and public. The settings of a cluster's administrator open the whole cluster.
  TEXT
  desc 'check', <<~TEXT
    /etc/ssh/ssh_host_*_key, /etc/dropbear/dropbear_*_host_key, /etc/ssl/private/ssl-cert-snakeoil.key,
    /etc/pki/tls/private/localhost.key, /etc/kubernetes/*.conf, /etc/kubernetes/pki/*.key, /etc/rancher/k3s/k3s.yaml,
    /var/lib/kubelet/kubeconfig, /var/lib/kubelet/pki/kubelet-client-current.pem do not exist, or are named in the input
    allowed_credentials. Machines are out of scope.
  TEXT
  desc 'fix', 'Delete them in the layer that makes them; replace them, as they are known by now.'
  tag severity: 'high'
  tag nist: ['SC-12', 'IA-5', 'SC-28']
  tag cis: ['CIS Docker Benchmark, 4.10 Ensure secrets are not stored in Dockerfiles']

  only_if('This is a machine, not a container.', impact: 0.0) { !target.machine? }
  next if target.machine?

  kinds = %w[rsa dsa ecdsa ed25519]
  paths = kinds.map { |kind| "/etc/ssh/ssh_host_#{kind}_key" } +
          (kinds - ['dsa']).map { |kind| "/etc/dropbear/dropbear_#{kind}_host_key" } +
          %w[admin super-admin kubelet controller-manager scheduler].map { |name| "/etc/kubernetes/#{name}.conf" } +
          %w[ca apiserver sa etcd/ca].map { |name| "/etc/kubernetes/pki/#{name}.key" } +
          %w[
            /etc/ssl/private/ssl-cert-snakeoil.key /etc/pki/tls/private/localhost.key /etc/rancher/k3s/k3s.yaml
            /etc/rancher/rke2/rke2.yaml /var/lib/kubelet/kubeconfig /var/lib/kubelet/pki/kubelet-client-current.pem
          ]
  found = target.present(paths).sort - input('allowed_credentials')
  describe 'Keys of machines and clusters' do
    it('are not there') { expect(found).to be_empty, target.named(found) }
  end
end

control 'container-baseline-41' do
  impact 0.5
  title 'No key opens an account of the container'
  desc <<~TEXT
    authorized_keys lets in whoever has the key to it, as soon as an SSH server runs. In an image it was put there for a test,
    or by somebody who wants to come back.
  TEXT
  desc 'check', '.ssh/authorized_keys and .ssh/authorized_keys2 exist in no home. Machines are out of scope.'
  desc 'fix', 'Delete them.'
  tag severity: 'medium'
  tag nist: ['AC-17', 'IA-2', 'AC-2']

  only_if('This is a machine, not a container.', impact: 0.0) { !target.machine? }
  next if target.machine?

  names = %w[authorized_keys authorized_keys2]
  found = target.present(target.homes.flat_map { |home| names.map { |name| "#{home}/.ssh/#{name}" } }).sort
  describe 'Keys that open accounts' do
    it('are not there') { expect(found).to be_empty, target.named(found) }
  end
end

control 'container-baseline-42' do
  impact 0.3
  title 'No histories of shells and databases were left'
  desc <<~TEXT
    What was typed while the image was made, or in the container since, is in these files, with the passwords among it.
  TEXT
  desc 'check', 'No home has a .bash_history, .ash_history, .sh_history, .zsh_history, .mysql_history, .psql_history, .rediscli_history, .python_history or .lesshst. Machines are out of scope.'
  desc 'fix', 'Delete them; in a container that people look into, set HISTFILE=/dev/null.'
  tag severity: 'low'
  tag nist: ['SC-28', 'IA-5']
  tag cis: ['CIS Docker Benchmark, 4.10 Ensure secrets are not stored in Dockerfiles']

  only_if('This is a machine, not a container.', impact: 0.0) { !target.machine? }
  next if target.machine?

  names = %w[bash ash sh zsh mysql psql rediscli python].map { |name| ".#{name}_history" } + ['.lesshst']
  found = target.present(target.homes.flat_map { |home| names.map { |name| "#{home}/#{name}" } }).sort
  describe 'Histories' do
    it('were not left behind') { expect(found).to be_empty, target.named(found) }
  end
end

control 'container-baseline-43' do
  impact 0.5
  title 'No repository or file of settings for developers was copied along'
  desc <<~TEXT
    COPY . . takes everything: a .git folder holds each secret that was ever committed, a .env file those of the developer who
    built the image. A web server may even serve them.
  TEXT
  desc 'check', <<~TEXT
    In /, /app, /code, /src, /srv, /opt/app, /usr/src/app, /var/www/html, /usr/share/nginx/html, each home, and the first process's
    working folder there is no .git, .svn, .hg, .env, .env.local or .env.production. Machines are out of scope.
  TEXT
  desc 'fix', 'Name them in .dockerignore, or copy what is needed only. Replace the secrets, as they are known by now.'
  tag severity: 'medium'
  tag nist: ['SC-28', 'IA-5', 'CM-7']
  tag cis: ['CIS Docker Benchmark, 4.10 Ensure secrets are not stored in Dockerfiles']

  only_if('This is a machine, not a container.', impact: 0.0) { !target.machine? }
  next if target.machine?

  folders = %w[/app /code /src /srv /opt/app /usr/src/app /var/www/html /usr/share/nginx/html] + target.homes
  folders << '/proc/1/cwd' if target.running?
  names = %w[.git .svn .hg .env .env.local .env.production]
  found = target.present(folders.uniq.flat_map { |folder| names.map { |name| "#{folder}/#{name}" } }).sort
  describe 'Repositories and settings of developers' do
    it('were not copied along') { expect(found).to be_empty, target.named(found) }
  end
end

control 'container-baseline-44' do
  impact 0.5
  title 'No secrets are in environment variables'
  desc <<~TEXT
    Each program that is started inherits them, error reports and debug pages print them, and kubectl describe shows them.
    A file that is mounted is read by whom it is meant for. Told are names only: the values do not leave the container.
  TEXT
  desc 'check', <<~TEXT
    tr '\\0' '\\n' </proc/1/environ | cut -d= -f1 shows no name with PASSWORD, PASSWD, PASSPHRASE, SECRET, TOKEN, API_KEY, ACCESS_KEY,
    PRIVATE_KEY or CREDENTIAL, and none that ends with _PASS or _PWD, unless it ends with what says that it is no secret (_FILE,
    _PATH, ...) or is named in the input allowed_variables. Needs cat, tr and sed in the target.
  TEXT
  desc 'fix', 'Mount the secret as a file (volumes: secret), and give the program its path.'
  tag severity: 'medium'
  tag nist: ['IA-5', 'SC-28']
  tag cis: ['CIS Kubernetes Benchmark, 5.4.1 Prefer using Secrets as files over Secrets as environment variables']

  only_if(target.other_than_container, impact: 0.0) { target.container? }
  next unless target.container?

  variables = target.environment
  if variables.nil?
    describe 'Environment variables' do
      skip 'The first process does not show its environment to the user that the container runs as.'
    end
  else
    secret = /PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIAL|_PASS\z|_PWD\z/i
    harmless = /_(FILE|PATH|DIR|NAME|URL|URI|TTL|HEADER|LENGTH|EXPIRY|EXPIRATION|LIFETIME|ALGORITHM|TYPE)\z/i
    names = variables.map(&:first).uniq - input('allowed_variables')
    secrets = names.select { |name| name.match?(secret) && !name.match?(harmless) }.sort
    describe 'Environment variables' do
      it('hold no secrets, as their names say') { expect(secrets).to be_empty, target.named(secrets) }
    end
  end
end

control 'container-baseline-45' do
  impact 0.1
  title 'The container has no token for the cluster'
  desc <<~TEXT
    Kubernetes puts one into each container unless it is told not to. Most applications never talk to the API server; with
    the token whoever gets into the container does. Where it is needed, a threshold or waiver says so.
  TEXT
  desc 'check', '/var/run/secrets/kubernetes.io/serviceaccount/token does not exist.'
  desc 'fix', 'In the pod: automountServiceAccountToken: false'
  tag severity: 'low'
  tag nist: ['AC-6', 'IA-5']
  tag cis: ['CIS Kubernetes Benchmark, 5.1.6 Ensure that Service Account Tokens are only mounted where necessary']

  only_if(target.other_than_container, impact: 0.0) { target.container? }
  next unless target.container?

  token = target.present(['/var/run/secrets/kubernetes.io/serviceaccount/token'])
  describe 'Token for the cluster' do
    it('is not there') { expect(token).to be_empty, target.named(token) }
  end
end
