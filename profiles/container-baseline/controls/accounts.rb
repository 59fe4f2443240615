title 'Accounts'

target = surroundings
no_accounts = 'There are no accounts: /etc/passwd does not exist.'
# Fields that hold no hash: the hash is in another file, or there is none that a password could fit.
elsewhere = ['x', '*', '!', '!!', '!*', '*LK*', '']

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

  only_if('There are none: /etc/passwd, /etc/group and /etc/shadow do not exist.', impact: 0.0) { !present.empty? }

  present.each do |path|
    describe file(path) do
      its('uid') { should eq 0 }
      it { should_not be_more_permissive_than(modes[path.sub('/etc/', '').sub('-', '')]) }
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

  only_if(no_accounts, impact: 0.0) { target.accounts? }
  next unless target.accounts?

  open_accounts = ->(lines) { lines.select { |f| f.length > 1 && !f[0].empty? && f[1].empty? }.map { |f| f[0] } }
  in_passwd = open_accounts.call(target.passwd)
  hashes = target.shadow
  # Not before the hashes are known: a control that holds in part counts as passed.
  unless hashes.nil? && in_passwd.empty?
    describe '/etc/passwd' do
      it('has no account with an empty password') { expect(in_passwd).to be_empty, target.named(in_passwd) }
    end
  end
  if hashes.nil?
    describe '/etc/shadow' do
      skip 'It cannot be read by the user that the container runs as.'
    end
  else
    in_shadow = open_accounts.call(target.fields(hashes))
    describe '/etc/shadow' do
      it('has no account with an empty password') { expect(in_shadow).to be_empty, target.named(in_shadow) }
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

  only_if(no_accounts, impact: 0.0) { target.accounts? }

  others = target.passwd.select { |f| f[2].to_i == 0 && f.length > 2 }.map { |f| f[0] } - ['root']
  describe 'User id 0' do
    it('belongs to root alone') { expect(others).to be_empty, target.named(others) }
  end
end

control 'container-baseline-11' do
  impact 0.7
  title 'Nobody can log in with a password'
  desc <<~TEXT
    Nobody logs in to a container: the cluster lets people in (kubectl exec), and knows who they are. A password hash in an
    image is the same in each copy, is readable for everybody who can pull it, and can be guessed where nobody notices.
  TEXT
  desc 'check', <<~TEXT
    awk -F: '$2 ~ /^[$_A-Za-z0-9.]/ {print $1}' /etc/shadow
    prints nothing. Reading /etc/shadow takes root: where the container runs as another user, this control is not reviewed
    from inside. Machines are out of scope.
  TEXT
  desc 'fix', 'Lock the accounts that it names: usermod --lock NAME, or passwd -l NAME. Do not set passwords in a Dockerfile.'
  tag severity: 'high'
  tag nist: ['IA-5', 'IA-2', 'AC-2']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 5.4 User Accounts and Environment']

  only_if(no_accounts, impact: 0.0) { target.accounts? }
  only_if('This is a machine, not a container.', impact: 0.0) { !target.machine? }
  next if !target.accounts? || target.machine?

  hashes = target.shadow
  if hashes.nil?
    describe '/etc/shadow' do
      skip 'It cannot be read by the user that the container runs as.'
    end
  else
    # What begins with ! or * fits no password; an empty field is the matter of container-baseline-02.
    usable = target.fields(hashes).select { |f| f.length > 1 && f[1].match?(/\A[^!*]/) && f[1] != 'x' }.map { |f| f[0] }
    describe '/etc/shadow' do
      it('has no password that somebody could log in with') { expect(usable).to be_empty, target.named(usable) }
    end
  end
end

control 'container-baseline-12' do
  impact 0.7
  title 'No password hashes are where everybody can read them'
  desc <<~TEXT
    /etc/passwd and /etc/group are read by every program. A hash in them is there to be guessed by every user of the
    container; that is what the shadow files were made against.
  TEXT
  desc 'check', %q(awk -F: '$2 !~ /^(x|[*!]*)$/ {print FILENAME, $1}' /etc/passwd /etc/group prints nothing.)
  desc 'fix', 'pwconv; grpconv. Or lock what it names: usermod --lock NAME.'
  tag severity: 'high'
  tag nist: ['IA-5', 'AC-3']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 6.2 User and Group Settings']

  only_if(no_accounts, impact: 0.0) { target.accounts? }

  { '/etc/passwd' => target.passwd, '/etc/group' => target.group }.each do |path, lines|
    hashed = lines.reject { |f| f.length < 2 || elsewhere.include?(f[1]) }.map { |f| f[0] }
    describe path do
      it('holds no password hashes') { expect(hashed).to be_empty, target.named(hashed) }
    end
  end
end

control 'container-baseline-13' do
  impact 0.5
  title 'Each account has a name and a number of its own'
  desc <<~TEXT
    Two accounts with one number are one and the same for the kernel: each owns the files of the other, and logs cannot
    tell them apart. Of two accounts with one name programs know the first only, people perhaps the second.
  TEXT
  desc 'check', 'cut -d: -f1 /etc/passwd | sort | uniq -d; cut -d: -f3 /etc/passwd | sort -n | uniq -d prints nothing.'
  desc 'fix', 'Delete the second account, or give it a number of its own: usermod --uid NUMBER NAME.'
  tag severity: 'medium'
  tag nist: ['IA-4', 'AU-3']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 6.2 User and Group Settings']

  only_if(no_accounts, impact: 0.0) { target.accounts? }

  accounts = target.passwd.select { |f| f.length > 2 }
  # The number 0 is the matter of container-baseline-03.
  numbers = accounts.map { |f| f[2].to_i }.reject { |number| number == 0 }
  { 'Names' => accounts.map { |f| f[0] }, 'Numbers' => numbers }.each do |what, values|
    twice = values.select { |value| values.count(value) > 1 }.uniq
    describe "#{what} in /etc/passwd" do
      it('are there once each') { expect(twice).to be_empty, target.named(twice) }
    end
  end
end

control 'container-baseline-14' do
  impact 0.5
  title 'Each group has a name and a number of its own'
  desc <<~TEXT
    Two groups with one number are one and the same for the kernel: members of either get at the files of both, whatever
    the names say.
  TEXT
  desc 'check', 'cut -d: -f1 /etc/group | sort | uniq -d; cut -d: -f3 /etc/group | sort -n | uniq -d prints nothing.'
  desc 'fix', 'Delete the second group, or give it a number of its own: groupmod --gid NUMBER NAME.'
  tag severity: 'medium'
  tag nist: ['IA-4', 'AC-3']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 6.2 User and Group Settings']

  there = file('/etc/group').exist?
  only_if('There are no groups: /etc/group does not exist.', impact: 0.0) { there }

  groups = target.group.select { |f| f.length > 2 }
  { 'Names' => groups.map { |f| f[0] }, 'Numbers' => groups.map { |f| f[2].to_i } }.each do |what, values|
    twice = values.select { |value| values.count(value) > 1 }.uniq
    describe "#{what} in /etc/group" do
      it('are there once each') { expect(twice).to be_empty, target.named(twice) }
    end
  end
end

control 'container-baseline-15' do
  impact 0.3
  title 'The group of each account exists'
  desc <<~TEXT
    An account whose group is missing has a number for a group. Whichever group is given that number later, by a package or
    by a layer upon this image, gets its files, and it gets theirs.
  TEXT
  desc 'check', 'Each number in the fourth field of /etc/passwd is in the third field of /etc/group.'
  desc 'fix', 'groupadd --gid NUMBER NAME, or usermod --gid GROUP NAME.'
  tag severity: 'low'
  tag nist: ['IA-4', 'CM-6']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 6.2 User and Group Settings']

  both = target.accounts? && file('/etc/group').exist?
  only_if('There are no accounts or no groups: /etc/passwd or /etc/group does not exist.', impact: 0.0) { both }

  known = target.group.select { |f| f.length > 2 }.map { |f| f[2].to_i }
  lost = target.passwd.select { |f| f.length > 3 && !known.include?(f[3].to_i) }.map { |f| "#{f[0]} (#{f[3]})" }
  describe 'Groups of accounts' do
    it('are in /etc/group') { expect(lost).to be_empty, target.named(lost) }
  end
end

control 'container-baseline-16' do
  impact 0.5
  title 'Accounts of services have no login shell'
  desc <<~TEXT
    Accounts below 1000 belong to services. A shell in the last field of their line turns a hole in an unrelated service
    (a password that fits, a key, a su without question) into a session. An empty field means /bin/sh.
  TEXT
  desc 'check', %q(awk -F: '$3 > 0 && $3 < 1000 {print $1, $7}' /etc/passwd shows nologin, false, sync, halt or shutdown only.)
  desc 'fix', 'usermod --shell /usr/sbin/nologin NAME'
  tag severity: 'medium'
  tag nist: ['AC-6', 'AC-2', 'CM-7']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 5.4 User Accounts and Environment']

  only_if(no_accounts, impact: 0.0) { target.accounts? }

  harmless = %w[nologin false true sync halt shutdown null]
  with_shell = target.passwd.select do |f|
    f.length > 6 && f[2].to_i.between?(1, 999) && !harmless.include?(f[6].strip.split('/').last.to_s)
  end
  shells = with_shell.map { |f| "#{f[0]} (#{f[6].empty? ? '/bin/sh' : f[6]})" }
  describe 'Accounts of services' do
    it('have no login shell') { expect(shells).to be_empty, target.named(shells) }
  end
end

control 'container-baseline-17' do
  impact 0.5
  title 'Nobody but root is a member of groups that are as good as root'
  desc <<~TEXT
    Members of wheel, sudo and admin may become root by design; those of shadow read the password hashes; those of docker,
    lxd and libvirt start what they like; kmem reads memory. In the group root are the files that root shares.
  TEXT
  desc 'check', "grep -E '^(root|wheel|sudo|admin|shadow|docker|lxd|libvirt|kmem):' /etc/group shows no members but root."
  desc 'fix', 'gpasswd --delete NAME GROUP, or in busybox: delgroup NAME GROUP'
  tag severity: 'medium'
  tag nist: ['AC-6', 'AC-2']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 5.6 Ensure access to the su command is restricted']

  there = file('/etc/group').exist?
  only_if('There are no groups: /etc/group does not exist.', impact: 0.0) { there }

  strong = %w[root wheel sudo admin shadow docker lxd libvirt kmem]
  members = target.group.select { |f| strong.include?(f[0]) || (f.length > 2 && f[2].match?(/\A0+\z/)) }.flat_map do |f|
    (f[3].to_s.split(',').map(&:strip) - ['root', '']).map { |name| "#{name} in #{f[0]}" }
  end
  describe 'Groups that are as good as root' do
    it('have no members but root') { expect(members).to be_empty, target.named(members) }
  end
end

control 'container-baseline-18' do
  impact 0.7
  title 'The account files take in no accounts from elsewhere'
  desc <<~TEXT
    A line that begins with + asks a NIS server for more accounts. Where none answers, some programs take the line itself
    for an account that is named + and has no password.
  TEXT
  desc 'check', "grep '^[+-]' /etc/passwd /etc/group prints nothing."
  desc 'fix', 'Delete the lines.'
  tag severity: 'high'
  tag nist: ['IA-2', 'CM-7']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 6.2 User and Group Settings']

  there = ['/etc/passwd', '/etc/group'].select { |path| file(path).exist? }
  only_if('There are neither accounts nor groups: /etc/passwd and /etc/group do not exist.', impact: 0.0) { !there.empty? }

  there.each do |path|
    legacy = file(path).content.to_s.split("\n").select { |line| line.start_with?('+', '-') }.map { |line| line.split(':').first }
    describe path do
      it('has no lines that begin with + or -') { expect(legacy).to be_empty, target.named(legacy) }
    end
  end
end

control 'container-baseline-19' do
  impact 0.5
  title 'Homes belong to their accounts, and nobody else may change them'
  desc <<~TEXT
    Whoever can write to a home puts a start file there, and has it run by the account at its next shell; for root's home
    that is everything.
  TEXT
  desc 'check', "stat -c '%n %u %a' for the homes of root and of accounts from 1000 on: the owner is the account or root, and the mode has no w for group and others."
  desc 'fix', 'chown NAME HOME; chmod go-w HOME'
  tag severity: 'medium'
  tag nist: ['AC-3', 'AC-6', 'CM-6']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 6.2 User and Group Settings']

  only_if(no_accounts, impact: 0.0) { target.accounts? }

  people = target.passwd.select { |f| f.length > 5 && (f[2].to_i == 0 || f[2].to_i.between?(1000, 65_533)) }
  faults = people.flat_map do |f|
    home = directory(f[5].to_s.sub(/\/+\z/, ''))
    # / is the root of the file system, and no home of anybody's.
    next [] if f[5].to_s.delete('/').empty? || !home.exist?

    found = []
    found << "#{f[5]} of #{f[0]} belongs to #{home.uid}" unless [0, f[2].to_i].include?(home.uid)
    found << "#{f[5]} of #{f[0]} has mode #{home.mode.to_s(8)}" if home.mode & 0o022 != 0
    found
  end
  describe 'Homes' do
    it('can be changed by their accounts alone') { expect(faults.uniq).to be_empty, target.named(faults.uniq) }
  end
end

control 'container-baseline-20' do
  impact 0.7
  title 'No file lets in whoever claims to come from a known machine'
  desc <<~TEXT
    .rhosts, .shosts, hosts.equiv and shosts.equiv name machines whose users need no password. Such claims are easily forged,
    the more so in a network where addresses go from one pod to the next.
  TEXT
  desc 'check', '/etc/hosts.equiv, /etc/shosts.equiv, /etc/ssh/shosts.equiv do not exist, nor .rhosts or .shosts in any home.'
  desc 'fix', 'Delete them.'
  tag severity: 'high'
  tag nist: ['IA-2', 'AC-17', 'CM-7']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 6.2 User and Group Settings']

  paths = %w[/etc/hosts.equiv /etc/shosts.equiv /etc/ssh/shosts.equiv]
  paths += target.homes.flat_map { |home| ["#{home}/.rhosts", "#{home}/.shosts"] }
  found = target.present(paths).sort
  describe 'Files that name machines to trust' do
    it('do not exist') { expect(found).to be_empty, target.named(found) }
  end
end

control 'container-baseline-21' do
  impact 0.7
  title 'Nobody becomes another user without a password'
  desc <<~TEXT
    Where the rules for su or login say that pam_permit or a group's membership is sufficient, every user is root at once. It
    is done for convenience while an image is built, and forgotten.
  TEXT
  desc 'check', <<~TEXT
    grep -E '^ *-?auth +sufficient .*(pam_permit|pam_wheel.*trust)' /etc/pam.d/su /etc/pam.d/su-l /etc/pam.d/login /etc/pam.d/sudo
    /etc/pam.d/common-auth /etc/pam.d/system-auth /etc/pam.d/other prints nothing.
  TEXT
  desc 'fix', 'Delete the line, or restore the file from its package.'
  tag severity: 'high'
  tag nist: ['IA-2', 'AC-6', 'CM-6']
  tag cis: ['CIS Distribution Independent Linux Benchmark, 5.3 Configure PAM']

  names = %w[su su-l login sudo common-auth system-auth base-auth other]
  rules = names.map { |name| "/etc/pam.d/#{name}" }.select { |path| file(path).file? }
  only_if('There are no rules of PAM for logins.', impact: 0.0) { !rules.empty? }

  open_doors = rules.flat_map do |path|
    lines = file(path).content.to_s.split("\n").map { |line| line.strip.split(/\s+/) }
    bad = lines.select do |words|
      words[0].to_s.sub('-', '') == 'auth' && (words[1] == 'sufficient' || words[1].to_s.include?('success=done')) &&
        (words.any? { |w| w.include?('pam_permit.so') } || (words.any? { |w| w.include?('pam_wheel.so') } && words.include?('trust')))
    end
    bad.map { |words| "#{path}: #{words.join(' ')}" }
  end
  describe 'Rules of PAM' do
    it('let nobody in without a question') { expect(open_doors).to be_empty, target.named(open_doors) }
  end
end
