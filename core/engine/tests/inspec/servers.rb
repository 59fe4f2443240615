# Settings of servers, on the target of servers-target.json; what InSpec says of the same files is in servers.json.
control 'postgres' do
  describe postgres do
    its('version') { should eq 'x' }
    its('service') { should eq 'x' }
    its('conf_dir') { should eq 'x' }
    its('data_dir') { should eq 'x' }
    its('conf_path') { should eq 'x' }
    its('cluster') { should eq 'x' }
  end
  describe postgres_conf do
    its('port') { should eq 'x' }
    its('listen_addresses') { should eq 'x' }
    its('max_connections') { should eq '6' }
    its('ssl') { should eq 'x' }
    its('work_mem') { should eq 'x' }
    its('extra') { should eq 'x' }
    its('log_line_prefix') { should eq 'x' }
    its('shared_preload_libraries') { should eq 'x' }
    its('absent') { should eq 'x' }
    its(['port']) { should cmp 5433 }
    its('params.keys.sort') { should eq 'x' }
    its('content') { should match(/8MB/) }
    its('conf_path') { should eq 'x' }
    its('resource_id') { should eq 'x' }
  end
  describe postgres_conf('/srv/t/absent') do
    its('port') { should eq 'x' }
  end
  describe postgres_hba_conf do
    its('type') { should eq 'x' }
    its('params') { should eq 'x' }
    its('conf_file') { should eq 'x' }
  end
  describe postgres_hba_conf.where { type == 'local' } do
    its('auth_method') { should all eq 'peer' }
    its('address') { should eq 'x' }
    its('auth_params') { should eq 'x' }
  end
  describe postgres_hba_conf.where(type: 'hostssl') do
    its('auth_params') { should eq 'x' }
    its('database') { should eq 'x' }
    its('user') { should cmp 'all' }
  end
  describe postgres_hba_conf('/srv/t/hba_short') do
    its('type') { should eq 'x' }
  end
  describe postgres_ident_conf do
    its('map_name') { should eq 'x' }
    its('params') { should eq 'x' }
  end
  describe postgres_ident_conf.where { pg_username == 'acme_user' } do
    its('map_name') { should eq ['ssl-test'] }
    its('system_username') { should eq 'x' }
  end
  describe postgres_ident_conf('/srv/t/empty') do
    its('map_name') { should eq 'x' }
  end
end

control 'mysql' do
  describe mysql do
    its('conf_path') { should eq 'x' }
    its('service') { should eq 'x' }
    its('log_group') { should eq 'x' }
    its('package') { should eq 'x' }
    its('log_dir_group') { should eq 'x' }
  end
  describe mysql_conf do
    its('mysqld.port') { should eq 'x' }
    its('mysqld.user') { should eq 'x' }
    its('mysqld.max_connections') { should cmp 21 }
    its('mysqld') { should eq 'x' }
    its('mariadb') { should eq 'x' }
    its('absent') { should eq 'x' }
    its('content') { should match(/local-infile/) }
    its('resource_id') { should eq 'x' }
  end
  describe mysql_conf.params('mysqld') do
    its('port') { should eq 'x' }
    its('user') { should eq 'mysql' }
    its('skip-networking') { should eq 'x' }
    its('bind-address') { should eq '127.0.0.1' }
    its('local-infile') { should cmp 1 }
  end
  describe mysql_conf('/srv/t/absent') do
    its('mysqld') { should eq 'x' }
  end
end

control 'hosts' do
  describe etc_hosts do
    its('ip_address') { should eq 'x' }
    its('primary_name') { should eq 'x' }
    its('all_host_names') { should eq 'x' }
  end
  describe etc_hosts.where { ip_address == '127.0.0.1' } do
    its('primary_name') { should cmp 'localhost' }
    its('all_host_names') { should eq [['localhost', 'localhost.localdomain']] }
    its('all_host_names') { should eq 'x' }
  end
  describe etc_hosts_allow.where { daemon == 'ALL' } do
    its('client_list') { should eq 'x' }
    its('options') { should eq 'x' }
  end
  describe etc_hosts_allow do
    its('params') { should eq 'x' }
    its('daemon') { should eq 'x' }
    its('resource_id') { should eq 'x' }
  end
  describe etc_hosts_deny do
    its('client_list') { should eq [['ALL']] }
    its('params') { should eq 'x' }
  end
  describe etc_hosts_deny('/srv/t/absent') do
    its('params') { should eq 'x' }
  end
end

control 'apache' do
  describe apache_conf do
    its('Listen') { should eq 'x' }
    its('Listen') { should cmp '80' }
    its('ServerRoot') { should eq 'x' }
    its('User') { should cmp 'www-data' }
    its('ErrorLog') { should eq 'x' }
    its('LoadModule') { should eq 'x' }
    its('LogFormat') { should eq 'x' }
    its('CustomLog') { should eq 'x' }
    its('Options') { should eq 'x' }
    its('AllowOverride') { should eq ['None'] }
    its('absent') { should eq 'x' }
    its('params.keys') { should eq 'x' }
    its('content') { should match(/^Listen 8443/) }
    its('content') { should match(/indented/) }
    its('conf_path') { should eq 'x' }
    its('conf_dir') { should eq 'x' }
    its('resource_id') { should eq 'x' }
  end
  describe apache_conf('/srv/t/absent') do
    its('Listen') { should eq 'x' }
  end
  describe parse_config_file(nil) do
    its('x') { should eq 'x' }
  end
  describe apache_conf('/srv/t/empty') do
    its('Listen') { should eq 'x' }
  end
end
