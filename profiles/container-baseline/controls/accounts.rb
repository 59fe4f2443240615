title 'Accounts'

# For messages: a long list is cut, and says by how much.
named = ->(list) { list.first(20).join(', ') + (list.length > 20 ? " and #{list.length - 20} more" : '') }

control 'container-baseline-01' do
  impact 0.7
  title 'Only root may change the account files, and others may not read the password hashes'
  desc <<~TEXT
    Whoever can write to /etc/passwd or /etc/group gives himself another user id; whoever can read /etc/shadow guesses
    passwords at leisure. Images often loosen these modes so that a program under an arbitrary user id can add its own
    line. The leftover copies that account tools make (names ending in a hyphen) hold the same data.
  TEXT
  desc 'check', <<~TEXT
    stat -c '%n %u %a' /etc/passwd* /etc/group* /etc/shadow* /etc/gshadow*
    The owner is 0; passwd and group are 644 or stricter, shadow and gshadow 640 or stricter.
  TEXT
  desc 'fix', <<~TEXT
    In the image: chown root /etc/passwd /etc/group /etc/shadow /etc/gshadow; chmod 644 /etc/passwd /etc/group;
    chmod 640 /etc/shadow /etc/gshadow; delete the copies whose names end in a hyphen.
  TEXT
  tag severity: 'high'
  tag nist: ['AC-3', 'AC-6', 'CM-6']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 6.1 System File Permissions']

  modes = { 'passwd' => '0644', 'group' => '0644', 'shadow' => '0640', 'gshadow' => '0640' }
  paths = modes.keys.flat_map { |name| ["/etc/#{name}", "/etc/#{name}-"] }
  present = paths.select { |path| file(path).exist? }

  present.each do |path|
    describe file(path) do
      its('uid') { should eq 0 }
      it { should_not be_more_permissive_than(modes[path.sub('/etc/', '').sub('-', '')]) }
    end
  end

  if present.empty?
    describe 'Account files' do
      skip 'There are none: /etc/passwd, /etc/group and /etc/shadow do not exist.'
    end
  end
end

control 'container-baseline-02' do
  impact 0.9
  title 'No account has an empty password'
  desc <<~TEXT
    An account without a password lets anybody in who reaches a login program: su in the container, an SSH server, a
    console. The official Alpine images of three years shipped root like this (CVE-2019-5021). A locked account has
    * or ! in place of a hash, which is not empty.
  TEXT
  desc 'check', <<~TEXT
    awk -F: '$2 == "" {print $1}' /etc/passwd /etc/shadow
    prints nothing. Reading /etc/shadow takes root: where the container runs as another user, this control is not reviewed
    from inside; scan the image's file system (rootfs://) as well.
  TEXT
  desc 'fix', 'Lock the accounts that it names: usermod --lock NAME, or passwd -l NAME.'
  tag severity: 'critical'
  tag nist: ['IA-5', 'AC-2', 'CM-6']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 6.2 User and Group Settings']

  open_accounts = lambda do |content|
    fields = content.split("\n").map { |line| line.split(':', -1) }
    fields.select { |f| f.length > 1 && !f[0].empty? && f[1].empty? }.map { |f| f[0] }
  end
  accounts = file('/etc/passwd')
  shadow_exists = file('/etc/shadow').exist?
  # Asked of a running system only: what is unpacked in a folder (no /proc) is read as it is. nil: may not be read.
  locked = shadow_exists && file('/proc/self/status').exist? && command('test -r /etc/shadow').exit_status != 0
  hashes = shadow_exists ? (locked ? nil : file('/etc/shadow').content) : ''

  if !accounts.exist?
    describe 'Accounts' do
      skip 'There are none: /etc/passwd does not exist.'
    end
  else
    # Not before the hashes are known: a control that holds in part counts as passed.
    in_passwd = open_accounts.call(accounts.content)
    unless hashes.nil? && in_passwd.empty?
      describe '/etc/passwd' do
        it('has no account with an empty password') { expect(in_passwd).to be_empty, named.call(in_passwd) }
      end
    end
    if hashes.nil?
      describe '/etc/shadow' do
        skip 'It cannot be read by the user that the container runs as.'
      end
    elsif shadow_exists
      in_shadow = open_accounts.call(hashes)
      describe '/etc/shadow' do
        it('has no account with an empty password') { expect(in_shadow).to be_empty, named.call(in_shadow) }
      end
    end
  end
end

control 'container-baseline-03' do
  impact 0.9
  title 'Only root has the user id 0'
  desc <<~TEXT
    The kernel knows numbers, not names: a second account with the number 0 is root with a password and a shell of its
    own, and is overlooked by whoever audits "root". It is a common way to keep a door open.
  TEXT
  desc 'check', %q(awk -F: '$3 + 0 == 0 {print $1}' /etc/passwd prints root, and nothing else.)
  desc 'fix', 'Delete the other accounts, or give them a number of their own: usermod --uid NUMBER NAME.'
  tag severity: 'critical'
  tag nist: ['AC-6', 'IA-2', 'IA-4']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 6.2 User and Group Settings']

  if file('/etc/passwd').exist?
    others = passwd.where { uid.to_i == 0 }.users - ['root']
    describe 'User id 0' do
      it('belongs to root alone') { expect(others).to be_empty, named.call(others) }
    end
  else
    describe 'Accounts' do
      skip 'There are none: /etc/passwd does not exist.'
    end
  end
end
