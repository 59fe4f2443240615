# Users and groups of the targets of accounts-targets.json.
control 'users' do
  describe users do
    it { should exist }
    its('usernames') { should eq 'x' }
    its('uids') { should eq 'x' }
    its('gids') { should eq 'x' }
    its('groupnames') { should eq 'x' }
    its('groups') { should eq 'x' }
    its('homes') { should eq 'x' }
    its('shells') { should eq 'x' }
    its('count') { should eq 99 }
    it { should be_disabled }
    it { should be_enabled }
  end
  describe users.where(uid: 0) do
    its('usernames') { should eq ['root'] }
    its('shells') { should eq ['/bin/sh'] }
  end
  describe users.where { uid.to_i >= 1000 && shell !~ /nologin/ } do
    its('usernames') { should eq 'x' }
    its('entries.length') { should eq 99 }
    it { should_not exist }
  end
  describe users.where(username: 'nosuchuser') do
    it { should exist }
    its('usernames') { should be_empty }
  end
  describe users.where { groups.include?('staff') } do
    its('usernames') { should eq 'x' }
  end
  users.where { uid == 0 }.entries.each do |entry|
    describe user(entry.username) do
      its('home') { should eq 'x' }
    end
  end
end
control 'days' do
  describe users do
    its('mindays') { should eq 'x' }
    its('maxdays') { should eq 'x' }
    its('warndays') { should eq 'x' }
  end
  describe users.where { maxdays.to_i > 365 } do
    its('usernames') { should eq 'x' }
  end
  describe users.where(mindays: 1) do
    its('usernames') { should eq 'x' }
  end
  %w[operator daemon bare].each do |name|
    describe user(name) do
      its('mindays') { should eq 'x' }
      its('maxdays') { should eq 'x' }
      its('warndays') { should eq 'x' }
      its('groups') { should eq 'x' }
    end
  end
end
control 'groups' do
  describe groups do
    it { should exist }
    its('names') { should eq 'x' }
    its('gids') { should eq 'x' }
    its('domains') { should eq 'x' }
    its('members') { should eq 'x' }
    its('members_array') { should eq 'x' }
  end
  describe groups.where { gid.to_i > 40 } do
    its('names') { should include 'staff' }
    its('names') { should include 'x' }
  end
  describe groups.where(name: 'staff') do
    its('members') { should include 'root,operator' }
    its('members_array') { should include 'root' }
  end
  %w[root staff shadow nosuchgroup].each do |name|
    describe group(name) do
      it { should exist }
      it { should_not exist }
      its('gid') { should eq 'x' }
      its('gid') { should cmp 0 }
      its('members') { should include 'operator' }
      its('members') { should eq 'x' }
      its('members_array') { should eq 'x' }
      its('local') { should eq true }
      it { should have_gid 50 }
      its('resource_id') { should eq 'x' }
    end
  end
end
control 'etc_group' do
  describe etc_group do
    its('groups') { should include 'x' }
    its('gids') { should_not contain_duplicates }
    its('gids') { should eq 'x' }
    its('users') { should eq 'x' }
    its('entries.length') { should eq 99 }
    its('resource_id') { should eq 'x' }
  end
  describe etc_group.where(name: 'staff').users do
    it { should eq 'x' }
  end
  describe etc_group.where(group_id: 42, nonsense: 1).groups do
    it { should eq 'x' }
  end
  describe etc_group.where(name: 'nosuchgroup').entries do
    it { should be_empty }
  end
  describe etc_group('/srv/t/absent') do
    its('groups') { should be_empty }
  end
  describe etc_group('/srv/groups') do
    its('groups') { should eq 'x' }
    its('gids') { should eq 'x' }
  end
end
control 'shadow' do
  describe shadow do
    its('users') { should include 'x' }
    its('passwords') { should eq 'x' }
    its('last_changes') { should eq 'x' }
    its('min_days') { should cmp 'x' }
    its('max_days') { should cmp 'x' }
    its('warn_days') { should cmp 'x' }
    its('inactive_days') { should cmp 'x' }
    its('expiry_dates') { should cmp 'x' }
    its('reserved') { should cmp 'x' }
    its('count') { should eq 99 }
    its('content') { should eq 'x' }
    its('user') { should include 'root' }
    its('lines') { should include 'root' }
  end
  describe shadow.users('operator') do
    its('passwords') { should cmp 'x' }
    its('count') { should eq 1 }
  end
  describe shadow.users(/o/).where { password !~ /^[*!]/ } do
    its('users') { should be_empty }
    its('users') { should_not be_empty }
  end
  describe shadow.where { password == '*' && min_days.to_i == 0 } do
    its('users') { should eq 'x' }
  end
  describe shadow.where(user: 'root', max_days: 99999) do
    its('users') { should eq 'x' }
  end
  describe shadow.filter(max_days: 60) do
    its('users') { should eq 'x' }
    its('content') { should eq 'x' }
  end
  describe shadow.filter(user: /o/).filter(password: '*') do
    its('users') { should eq 'x' }
  end
  describe shadow('/srv/t/absent').where { user == 'x' } do
    its('users') { should be_empty }
  end
end
