# The resources on the target of target.json; what InSpec says of the same files is in resources.json.
control 'file' do
  %w[/srv/t/plain /srv/t/folder /srv/t/absent /srv/t/link /srv/t/private /srv/t/set].each do |path|
    describe file(path) do
      it { should exist }
      it { should_not exist }
      it { should be_file }
      it { should be_directory }
      it { should be_symlink }
      it { should be_socket }
      it { should be_readable.by('others') }
      it { should_not be_writable.by('group') }
      it { should be_executable.by('owner') }
      it { should be_owned_by 'root' }
      it { should be_owned_by 'nobody' }
      it { should be_grouped_into 'shadow' }
      it { should be_more_permissive_than('0640') }
      it { should_not be_more_permissive_than('0600') }
      it { should be_linked_to '/srv/t/plain' }
      it { should be_allowed('read', by: 'owner') }
      its('mode') { should cmp '0644' }
      its('mode') { should eq 0o600 }
      its('owner') { should eq 'root' }
      its('group') { should be_in %w[root shadow] }
      its('uid') { should eq 0 }
      its('gid') { should cmp > 50 }
      its('link_path') { should eq '/elsewhere' }
      its('source_path') { should eq 'x' }
      its('sha256sum') { should start_with '9' }
      its('content') { should match(/^second/) }
      its('content') { should include 'nothing' }
      its('content') { should_not match(/first/) }
      its('selinux_label') { should be_nil }
    end
  end
  describe file('/srv/t/plain') do
    its('size') { should be > 1000 }
    its('content.lines.count') { should cmp 3 }
    its('type') { should eq :file }
    it { should be_setuid }
  end
  describe file('/srv/t/set') do
    it { should be_setuid }
    it { should be_sticky }
    its('sgid') { should eq true }
  end
  describe directory('/srv/t/folder') do
    it { should exist }
    its('mode') { should cmp '0700' }
  end
  describe directory('/srv/t/plain') do
    it { should exist }
    it { should be_directory }
  end
  describe directory('/srv/t/absent') do
    it { should exist }
  end
end
control 'passwd' do
  describe passwd do
    its('users') { should include 'root' }
    its('users') { should_not include 'root' }
    its('users') { should include 'zork' }
    its('uids') { should include '0' }
    its('count') { should eq 99 }
    its('entries.length') { should eq 99 }
    it { should exist }
  end
  describe passwd.uids(0) do
    its('users') { should cmp 'root' }
    its('users') { should cmp 'toor' }
    its('entries.length') { should eq 2 }
    its('homes') { should eq ['/x'] }
  end
  describe passwd.shells(/nologin/) do
    its('users') { should_not include 'daemon' }
    its('entries') { should be_empty }
  end
  describe passwd.where { user == 'root' } do
    its('uids') { should eq ['1'] }
    it { should_not exist }
    its('content') { should eq 'x' }
  end
  describe passwd.where(user: 'root', uid: 0) do
    its('shells') { should eq ['x'] }
  end
  describe passwd.where('user' => 'root').where { shell =~ /bash/ } do
    its('shells') { should eq ['x'] }
  end
  describe passwd.where { uid.to_i < 3 && shell !~ /false/ } do
    its('users') { should eq ['x'] }
  end
  describe passwd.where { user.start_with?('ro') } do
    its('users') { should eq ['x'] }
  end
  describe passwd.where(user: 'nobodyhome') do
    its('users') { should be_empty }
    it { should exist }
  end
  passwd.where { uid == '0' }.entries.each do |entry|
    describe entry do
      its('home') { should eq 'x' }
      it { should eq 'x' }
    end
  end
  describe passwd('/srv/t/absent') do
    its('users') { should eq ['x'] }
  end
  describe passwd('/srv/t/absent').where { user == 'x' } do
    its('users') { should be_empty }
  end
end
control 'user' do
  %w[root nobody daemon nosuchuser operator].each do |name|
    describe user(name) do
      it { should exist }
      it { should_not exist }
      its('username') { should eq 'x' }
      its('uid') { should eq 'x' }
      its('gid') { should cmp 12 }
      its('group') { should eq 'x' }
      its('groups') { should eq ['x'] }
      its('home') { should eq 'x' }
      its('shell') { should eq 'x' }
      its('mindays') { should eq 'x' }
      its('maxdays') { should cmp <= 90 }
      its('warndays') { should eq 'x' }
      it { should be_disabled }
      it { should be_enabled }
      it { should have_uid 5 }
      it { should have_home_directory '/x' }
      it { should have_login_shell '/bin/x' }
      it { should belong_to_primary_group 'root' }
    end
  end
  describe user('operator') do
    it { should belong_to_group 'staff' }
    it { should belong_to_group 'x' }
    its('encrypted_password') { should eq '*' }
  end
end
control 'package' do
  %w[bash held removed nosuchpkg two].each do |name|
    describe package(name) do
      it { should be_installed }
      it { should_not be_installed }
      it { should be_held }
      its('version') { should eq 'x' }
      its('version') { should cmp >= '5.0' }
    end
  end
end
control 'os' do
  describe os do
    its('name') { should eq 'x' }
    its('family') { should eq 'x' }
    its('release') { should eq 'x' }
    its('families') { should eq 'x' }
    it { should be_debian }
    it { should be_windows }
    it { should be_linux }
  end
  describe os[:family] do
    it { should eq 'redhat' }
  end
  describe os.redhat? do
    it { should eq true }
  end
  describe platform do
    it { should be_in_family('unix') }
    it { should be_in_family('windows') }
    it { should be_platform('debian') }
    it { should be_supported([{ 'os-name': 'deb*', release: '12*' }]) }
    it { should be_supported([{ platform: 'windows' }]) }
  end
end
control 'command' do
  describe command('echo out; echo err >&2; exit 3') do
    its('stdout') { should eq "out\n" }
    its('stdout') { should eq "other\n" }
    its('stdout') { should match(/^zzz/) }
    its('stderr') { should match(/^err$/) }
    its('stderr') { should be_empty }
    its('exit_status') { should eq 3 }
    its('exit_status') { should cmp 0 }
    its('stdout.strip') { should cmp 'OUT' }
    it { should exist }
  end
  describe command('ls') do
    it { should exist }
  end
  describe command('echo pw=secret', redact_regex: /(pw=)sec(ret)/) do
    its('exit_status') { should eq 1 }
  end
end
