# Resources that ask a server by a client program of the target: http, mssql_session, oracledb_session.
control 'http' do
  describe http('http://localhost:8080/ping', auth: { user: 'u', pass: 'p' }, params: { format: 'html', a: 1 }) do
    its('status') { should cmp 200 }
    its('status') { should eq 404 }
    its('body') { should cmp 'pong' }
    its('body') { should eq 'x' }
    its('headers.Content-Type') { should cmp 'text/html' }
    its('headers.Content-Type') { should eq 'x' }
    its('headers') { should include 'content-type' }
    its('headers.X-Nothing') { should eq 'x' }
    its('http_method') { should eq 'x' }
  end
  describe http('http://localhost/', method: 'HEAD', headers: { 'Host' => 'x' }, ssl_verify: false, max_redirects: 3).headers do
    its('content-length') { should cmp 258 }
    its('Content-Length') { should cmp 259 }
  end
  describe http('http://localhost/', method: 'POST', data: '{"a": 1}', open_timeout: 1, read_timeout: 2, proxy: 'disable') do
    its('status') { should cmp 500 }
    its('body') { should be_nil }
  end
  describe http('http://refused/') do
    its('status') { should cmp 200 }
    its('body') { should cmp 'x' }
  end
end
control 'mssql_session' do
  sql = mssql_session(user: 'sa', password: 'p', host: 'db', port: 1433, instance: 'I', db_name: 'x')
  describe sql.query("SELECT \"a\" AS $b").row(0).column('Login_Mode') do
    its('value') { should cmp 1 }
    its('value') { should cmp 2 }
  end
  describe sql.query("SELECT \"a\" AS $b") do
    its('size') { should eq 5 }
    it { should be_empty }
    it { should be_successful }
    its('rows.length') { should eq 9 }
  end
  describe sql.query("SELECT \"a\" AS $b").row(7).column('login_mode') do
    its('value') { should eq 'x' }
  end
end
control 'mssql_session failing' do
  describe mssql_session(local_mode: true).query('bad') do
    its('size') { should eq 5 }
  end
end
control 'oracledb_session' do
  sql = oracledb_session(user: 'u', password: 'p', service: 'S')
  describe sql.query("SELECT UPPER(VALUE) AS VALUE FROM V$PARAMETER").row(0).column('value') do
    its('value') { should eq 'TRUE' }
    its('value') { should eq 'x' }
  end
  describe sql.query("SELECT UPPER(VALUE) AS VALUE FROM V$PARAMETER;") do
    its('size') { should eq 5 }
    its('rows') { should be_empty }
  end
  describe sql.query('SELECT nothing') do
    it { should eq 'x' }
  end
  describe oracledb_session(as_os_user: 'oracle', as_db_role: 'sysdba', service: 'S').query('select "a" from v$x').row(0).column('b') do
    its('value') { should eq 'x' }
  end
  describe oracledb_session(user: 'u', password: 'p', tns_alias: 'T', env: { 'A' => '/b' }).query('select 1 from dual').row(0).column('1') do
    its('value') { should eq 'x' }
  end
end
control 'oracledb_session failing' do
  describe oracledb_session(user: 'u', password: 'p').query('bad') do
    its('size') { should eq 5 }
  end
end
control 'unanswerable' do
  describe 'a server that is not there' do
    it { expect(http('http://unknown/').status).not_to eq 200 }
  end
end
