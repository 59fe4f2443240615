# Resources that ask by a client program of the target, and those that only know places.
control 'postgres_session' do
  sql = postgres_session('pg user', "p@s s'w/$", 'db.example', 5433)
  describe sql.query('SHOW ssl;', ['postgres']) do
    its('output') { should eq 'on' }
    its('output') { should eq 'off' }
    its('lines') { should eq ['x'] }
  end
  describe sql.query("SELECT 'a' || \"b\";") do
    its('lines') { should eq ['x'] }
    its('output') { should match(/two/) }
  end
  describe sql.query('SELECT nothing;') do
    its('output') { should match(/zzz/) }
  end
  describe postgres_session('u', 'p', nil, nil, '/run/pg').query('SELECT 1;', ['x']) do
    its('output') { should cmp 2 }
  end
end
control 'postgres_session refused' do
  describe postgres_session('u', 'wrong').query('SELECT 1;') do
    its('output') { should cmp 2 }
  end
end
control 'postgres_session without password' do
  describe postgres_session('u', nil).query('SELECT 1;') do
    its('output') { should eq 1 }
  end
end
control 'mysql_session' do
  sql = mysql_session('root', 'pa ss', 'localhost', 3306)
  describe sql do
    its('to_s') { should eq 'x' }
  end
  describe sql.query("SHOW VARIABLES LIKE \"ssl$\";", 'mysql') do
    its('output') { should eq 'x' }
    its('stdout') { should eq "ssl\tYES" }
    its('lines') { should eq ['x'] }
    its('exit_status') { should eq 1 }
  end
end
control 'mysql_session failing query' do
  describe mysql_session('root', 'pa ss', 'localhost', 3306).query('bad') do
    its('output') { should eq 'x' }
  end
end
control 'mysql_session refused' do
  describe mysql_session('root', 'wrong') do
    its('x') { should eq 'x' }
  end
end
control 'mysql_session of Debian' do
  describe mysql_session.query('select 1') do
    its('output') { should eq 'x' }
  end
end
control 'places' do
  describe mysql do
    %w[package service conf_dir conf_path data_dir log_dir log_path log_group log_dir_group].each { |n| its(n) { should eq 'x' } }
  end
  describe apache do
    %w[service conf_dir conf_path user].each { |n| its(n) { should eq 'x' } }
  end
  describe postgres do
    %w[service data_dir conf_dir conf_path version cluster].each { |n| its(n) { should eq 'x' } }
  end
end
control 'php_config' do
  describe php_config('memory_limit') do
    its('value') { should eq '128M' }
    its('value') { should eq 128 }
  end
  describe php_config('max_execution_time', { ini: '/etc/php/8.2/cli/php.ini' }) do
    its('value') { should eq 30 }
    its('value') { should cmp 60 }
  end
  describe php_config('broken') do
    its('value') { should cmp 60 }
  end
end
control 'nginx' do
  describe nginx do
    %w[error_log_path http_client_body_temp_path http_fastcgi_temp_path http_log_path http_proxy_temp_path
       http_scgi_temp_path http_uwsgi_temp_path lock_path modules_path prefix sbin_path service version modules
       openssl_version.version openssl_version.date compiler_info.compiler compiler_info.version support_info].each do |name|
      its(name) { should eq 'x' }
    end
    its('version') { should cmp >= '1.22.0' }
    its('modules') { should_not include 'http_dav' }
    its('compiler_info') { should eq 'x' }
  end
  describe nginx('/opt/nginx') do
    its('version') { should eq 'x' }
  end
  describe nginx('/opt/broken') do
    its('version') { should eq 'x' }
  end
end
control 'unanswerable' do
  describe 'a client that is not there' do
    it { expect(postgres_session('u', 'p', 'h', 1).query('SELECT 1;').output).to eq '' }
    it { expect(docker.containers.ids).to be_empty }
    it { expect(docker.object('x')).to be_empty }
    it { expect(auditd.status).to be_empty }
  end
end
