# Resources that read configuration files, on the target of configs-target.json; what InSpec says is in configs.json.
control 'parse_config' do
  describe parse_config_file('/srv/t/conf') do
    its('name') { should eq 'value' }
    its('name') { should cmp 1 }
    its('spaced') { should eq 'two words' }
    its('list') { should eq 'd' }
    its('alone') { should eq '' }
    its('empty') { should eq '' }
    its('url') { should eq 'x' }
    its('absent') { should eq 'x' }
    its('section.port') { should eq 'x' }
    its('section.flag') { should eq '' }
    its('section.absent') { should be_nil }
    its('section') { should include 'port' => '1' }
    its(['other group']) { should include 'user' => 'mysql' }
    its(['other group']) { should eq 'x' }
    its('params') { should eq 'x' }
    its('content') { should match(/^list/) }
    its('resource_id') { should eq 'x' }
    its('params.keys') { should eq [] }
    it { should exist }
  end
  options = { comment_char: ';', multiple_values: true }
  describe parse_config_file('/srv/t/conf', options) do
    its('params') { should eq 'x' }
    its('list') { should eq ['d'] }
  end
  describe parse_config_file('/srv/t/conf', multiple_values: true, multiple_value_regex: /\s*,\s*/, standalone_comments: true) do
    its('list') { should eq 'x' }
    its('spaced') { should eq 'x' }
    its('alone') { should eq 'x' }
  end
  describe parse_config_file('/srv/t/colon', assignment_regex: /^\s*([^:]*?)\s*:\s*(.*?)\s*$/) do
    its(['process manager']) { should eq 'dynamic' }
    its('params') { should eq 'x' }
  end
  describe parse_config_file('/srv/t/words', assignment_regex: /^\s*(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s*$/, key_values: 3) do
    its(['kernel.a']) { should eq %w[7 8 9] }
    its('params') { should eq 'x' }
  end
  describe parse_config_file('/srv/t/sep', line_separator: ';') do
    its('b') { should cmp 2 }
    its('params') { should eq 'x' }
  end
  describe parse_config_file('/srv/t/crlf') do
    its('params') { should eq 'x' }
    its('s.c') { should cmp 3 }
  end
  describe parse_config_file('/srv/t/conf', comment_char: /[;#]/, group_re: nil) do
    its('params') { should eq 'x' }
  end
  describe parse_config_file('/srv/t/conf', assignment_regex: /^(port) = (\d+)$/, group_re: /^\[(s.*)\]/) do
    its('params') { should eq 'x' }
    its('params') { should include 'section' }
  end
  describe parse_config_file('/srv/t/absent') do
    its('name') { should eq 'value' }
  end
  describe parse_config_file('/srv/t/empty') do
    its('name') { should eq 'value' }
  end
  describe parse_config_file('/srv/t') do
    its('name') { should eq 'value' }
  end
  describe parse_config("a = 1\nb = two\n") do
    its('a') { should cmp 1 }
    its('b') { should eq 'x' }
    its('resource_id') { should eq 'x' }
  end
  describe parse_config(nil) do
    its('a') { should eq 1 }
    its('params') { should eq 'x' }
  end
  describe parse_config('') do
    its('params') { should eq 'x' }
  end
  describe parse_config_file('/srv/t/conf').params('section', 'port') do
    it { should cmp 3306 }
    it { should be > 5 }
  end
  describe parse_config_file('/srv/t/conf').params('section', 'port', 'x') do
    it { should eq 1 }
  end
  describe SimpleConfig.new("[a]\nb=c\n").groups do
    it { should eq %w[a] }
  end
  describe SimpleConfig.new("a b\n", assignment_regex: /^(\S+) (\S+)/).params do
    it { should eq 'a' => 'b' }
  end
end

control 'ssh' do
  describe sshd_config do
    its('Port') { should cmp 22 }
    its('port') { should eq 22 }
    its('PermitRootLogin') { should eq 'yes' }
    its('AcceptEnv') { should eq 'x' }
    its('HostKey') { should include '/etc/ssh/a' }
    its('Ciphers') { should cmp 'aes256-ctr' }
    its('Banner') { should eq 'x' }
    its('ClientAliveInterval') { should cmp <= 200 }
    its('Match') { should eq 'x' }
    its('PasswordAuthentication') { should eq 'no' }
    its('Absent') { should eq 'no' }
    its('params') { should eq 'x' }
    its('resource_id') { should eq 'x' }
    its('Absent') { should_not be_nil }
    its('content') { should match(/^Port/) }
  end
  describe sshd_config.params('port') do
    it { should eq 22 }
  end
  describe ssh_config do
    its('Host') { should eq '*' }
    its('SendEnv') { should eq '*' }
    its('port') { should eq '*' }
  end
  describe ssh_config('/srv/t/absent') do
    its('Host') { should eq '*' }
  end
  describe sshd_active_config do
    its('Protocol') { should cmp 2 }
    its('Protocol') { should cmp 1 }
    its('active_path') { should eq 'x' }
  end
  describe sshd_config('/srv/t/sshd') do
    its('Protocol') { should cmp 2 }
    its('Protocol') { should cmp 1 }
    its('resource_id') { should eq 'x' }
  end
end

control 'system' do
  describe login_defs do
    its('PASS_MAX_DAYS') { should cmp <= 90 }
    its('PASS_MAX_DAYS.to_i') { should be <= 90 }
    its('UMASK') { should eq '077' }
    its('ENCRYPT_METHOD') { should eq 'x' }
    its('TWO') { should eq 'x' }
    its('ALONE') { should eq 'x' }
    its('PASS_WARN_AGE') { should eq 'x' }
    its('MAIL_DIR') { should eq 'x' }
    its('read_params') { should eq 'x' }
    its('resource_id') { should eq 'x' }
    it { should exist }
  end
  describe login_defs('/srv/t/absent') do
    its('UMASK') { should eq '077' }
  end
  describe login_defs('/srv/t/absent').UMASK do
    it { should eq '077' }
  end
  describe auditd_conf do
    its('log_file') { should cmp 'x' }
    its('max_log_file') { should cmp >= 10 }
    its('space_left_action') { should cmp 'syslog' }
    its('space_left_action') { should cmp 'email' }
    its('name_format') { should cmp 'none' }
    its('admin_space_left_action') { should eq 'x' }
    its('name') { should eq 'x' }
    its('absent') { should eq 'x' }
    its('params') { should eq 'x' }
    its('conf_path') { should eq 'x' }
  end
  describe auditd_conf('/srv/t/absent') do
    its('log_file') { should cmp 'x' }
  end
  describe limits_conf do
    its('*') { should include ['hard', 'core', '0'] }
    its('*') { should include ['hard', 'core', '1'] }
    its('root') { should eq 'x' }
    its('@student') { should eq 'x' }
    its('ftp') { should eq 'x' }
    its('read_params') { should eq 'x' }
  end
  describe etc_fstab do
    it { should be_configured }
    it { should exist }
    its('device_name') { should eq 'x' }
    its('mount_options') { should eq 'x' }
    its('home_mount_options') { should include 'nosuid' }
    its('home_mount_options') { should include 'noexec' }
    its('count') { should eq 1 }
    its('params') { should eq [] }
  end
  describe etc_fstab.where { mount_point == '/home' } do
    it { should be_configured }
    its('mount_options.first') { should include 'noexec' }
    its('mount_options.flatten') { should include 'nodev' }
    its('dump_options') { should cmp 1 }
    its('file_system_options') { should eq 'x' }
  end
  describe etc_fstab.where(mount_point: '/var') do
    it { should be_configured }
    its('mount_options') { should eq 'x' }
  end
  etc_fstab.nfs_file_systems.entries.each do |entry|
    describe entry do
      its('mount_options') { should include 'noexec' }
      its('mount_options') { should include 'nosuid' }
    end
  end
  describe etc_fstab.nfs_file_systems do
    its('mount_point') { should eq 'x' }
  end
  describe etc_fstab('/srv/t/fstab_short') do
    its('mount_point') { should eq 'x' }
  end
  describe etc_fstab('/srv/t/absent') do
    its('mount_point') { should eq 'x' }
  end
end
