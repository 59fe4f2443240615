# Settings of services, on the target of services-target.json; what InSpec says of the same files is in services.json.
control 'time' do
  describe ntp_conf do
    its('driftfile') { should eq 'x' }
    its('server') { should eq 'x' }
    its('server') { should include 'a.pool iburst' }
    its('restrict') { should include '-4 default kod notrap nomodify' }
    its('tinker') { should eq 'x' }
    its('disable') { should eq 'x' }
    its('absent') { should eq 'x' }
    its('resource_id') { should eq 'x' }
  end
  describe chrony_conf do
    its('pool') { should eq 'x' }
    its('makestep') { should cmp 'x' }
    its('rtcsync') { should eq 'x' }
    its('allow') { should eq 'x' }
    its('keyfile') { should cmp '/etc/chrony.keys' }
  end
  describe ntp_conf('/srv/t/absent') do
    its('server') { should eq 'x' }
  end
  describe chrony_conf('/srv/t/empty') do
    its('server') { should eq 'x' }
  end
end

control 'inetd' do
  describe inetd_conf do
    its('ftp') { should eq 'x' }
    its('telnet') { should eq nil }
    its('exec') { should eq nil }
    its('short') { should eq 'x' }
    its('read_params.keys') { should eq 'x' }
  end
  describe inetd_conf('/srv/t/absent') do
    its('ftp') { should eq 'x' }
  end
end

control 'crontab' do
  describe crontab('bob') do
    its('commands') { should include '/home/bob/build.sh --all' }
    its('commands') { should eq 'x' }
    its('minutes') { should eq 'x' }
    its('user') { should eq 'x' }
    its('content') { should eq 'x' }
    its('params') { should eq 'x' }
    it { should exist }
  end
  describe crontab('bob').commands('/bin/d arg') do
    its('hours') { should cmp '*' }
    its('minutes') { should cmp '0' }
    its('entries.length') { should cmp 2 }
  end
  describe crontab(user: 'bob').where('hour' => '*', 'minute' => '*') do
    its('entries.length') { should cmp '0' }
  end
  describe crontab.where { command =~ /y/ } do
    its('entries.length') { should cmp 3 }
    its('commands') { should eq 'x' }
    its('hours') { should eq 'x' }
  end
  describe crontab('nobody') do
    its('commands') { should be_empty }
    it { should exist }
  end
  describe crontab(path: '/etc/cron.d/job') do
    its('commands') { should eq 'x' }
    its('user') { should eq 'x' }
    its('params') { should eq 'x' }
    its('content') { should eq 'x' }
  end
  describe crontab(path: '/srv/t/absent') do
    its('commands') { should eq 'x' }
  end
  describe crontab(path: '/etc/cron.d/job', user: 'x') do
    its('commands') { should eq 'x' }
  end
  describe crontab({}) do
    its('commands') { should eq 'x' }
  end
end

control 'aide' do
  describe aide_conf('/srv/t/aide') do
    its('selection_lines') { should include '/boot' }
    its('selection_lines') { should eq 'x' }
    its('rules') { should eq 'x' }
    its('params') { should eq 'x' }
    its('all_have_rule') { should eq 'x' }
    its('resource_id') { should eq 'x' }
  end
  describe aide_conf('/srv/t/aide').where { selection_line == '/bin' } do
    its('rules.flatten') { should include 'sha512' }
    its('rules.flatten') { should include 'r' }
  end
  describe aide_conf('/srv/t/aide').all_have_rule('sha512') do
    it { should eq true }
  end
  describe aide_conf('/srv/t/aide2').all_have_rule('sha512') do
    it { should eq true }
  end
  describe aide_conf do
    its('rules') { should eq 'x' }
  end
end
