# nginx_conf on the target of nginx-target.json; what InSpec says of the same files is in nginx.json.
control 'nginx' do
  describe nginx_conf do
    its('user') { should eq 'x' }
    its('user') { should cmp 'nginx' }
    its('error_log') { should eq 'x' }
    its('worker_processes') { should include 'auto' }
    its('load_module') { should eq 'x' }
    its('absent') { should eq 'x' }
    its('events') { should eq 'x' }
    its('params') { should eq 'x' }
    its('params.keys') { should eq 'x' }
    its('http') { should eq 'x' }
    its('http.entries') { should eq 'x' }
    its('http.entries.length') { should eq 2 }
    its('servers') { should eq 'x' }
    its('servers.count') { should eq 'x' }
    its('locations') { should eq 'x' }
    its('resource_id') { should eq 'x' }
    its('contents.keys') { should eq 'x' }
  end
  describe nginx_conf.params['http'] do
    it { should eq 'x' }
  end
  nginx_conf.http.entries.each do |http|
    describe http do
      its('gzip') { should eq 'x' }
      its('access_log') { should eq 'x' }
      its('log_format') { should eq 'x' }
      its('types') { should eq 'x' }
      its('map') { should eq 'x' }
      its('client_max_body_size') { should cmp '1k' }
      its('absent') { should eq 'x' }
      its('params.keys') { should eq 'x' }
    end
    describe http.where { true } do
      it { should exist }
      its('servers.length') { should eq 1 }
    end
  end
  nginx_conf.servers.each do |server|
    describe server do
      its('listen') { should eq 'x' }
      its('server_name') { should eq 'x' }
      its('ssl_protocols') { should eq 'x' }
      its('ssl_ciphers') { should eq 'x' }
      its('locations.length') { should eq 9 }
      its('params') { should eq 'x' }
    end
  end
  nginx_conf.locations.each do |location|
    describe location do
      its('params') { should eq 'x' }
    end
  end
  describe nginx_conf('/srv/t/absent') do
    its('user') { should eq 'x' }
  end
  describe nginx_conf('/srv/t/absent').params do
    it { should eq 'x' }
  end
  %w[empty comments].each do |name|
    describe nginx_conf("/srv/t/#{name}") do
      its('user') { should be_nil }
      its('params') { should eq 'x' }
    end
  end
end
