# What nginx reads and InSpec's grammar does not, or reads wrongly; and what is no configuration of nginx. InSpec takes the
# latter for an empty one, which would pass for what must not be set.
control 'read' do
  describe nginx_conf('/srv/t/own/nginx.conf').params['http'][0] do
    its('keys') { should eq %w[upstream map server] }
    its(['upstream', 0, 'ip_hash']) { should eq [''] }
    its(['upstream', 0, 'server']) { should eq [['a:1'], ['b:1']] }
    its(['map', 0]) { should eq '_' => %w[$status $loggable], '0' => [['0']], '~^[23]' => [['0']], 'default' => [['${x}']] }
    its(['server', 1, 'ssl_protocols']) { should eq [['TLSv1.3']] }
  end
  describe nginx_conf('/srv/t/own/nginx.conf').servers.map { |server| server.listen } do
    it { should eq [['80'], ['81']] }
  end
end
control 'refused' do
  %w[bad quote end loop.conf].each do |name|
    describe nginx_conf("/srv/t/#{name}") do
      its('user') { should be_nil }
    end
  end
end
