# What waits for connections; how others are reached.
control 'ports' do
  describe port(22) do
    it { should be_listening }
    its('protocols') { should eq 'x' }
    its('addresses') { should eq 'x' }
    its('processes') { should eq 'x' }
    its('pids') { should eq 'x' }
  end
  describe port('127.0.0.1', 631) do
    it { should_not be_listening }
  end
  describe port(23) do
    it { should be_listening }
    its('processes') { should include 'x' }
  end
  describe port('10.9.9.9', '22') do
    it { should be_listening }
  end
end
control 'all ports' do
  describe port do
    its('ports') { should eq 'x' }
    its('addresses') { should eq 'x' }
    its('protocols') { should eq 'x' }
    its('processes') { should eq 'x' }
    its('pids') { should eq 'x' }
    its('count') { should eq 99 }
  end
  describe port.where { protocol =~ /tcp/ && port > 22 && port < 5000 } do
    it { should_not be_listening }
    its('ports') { should eq 'x' }
  end
  describe port.where(process: 'sshd') do
    its('ports') { should eq 'x' }
  end
  describe port.where { protocol =~ /udp/ } do
    its('entries') { should eq 'x' }
  end
end
control 'host' do
  describe host('db.example') do
    it { should be_resolvable }
    it { should be_reachable }
    its('ipaddress') { should eq 'x' }
    its('ipv4_address') { should eq 'x' }
    its('ipv6_address') { should eq 'x' }
    its('connection') { should eq 'x' }
    its('socket') { should eq 'x' }
    its('protocol') { should eq 'x' }
    its('resource_id') { should eq 'x' }
  end
  describe host('gone.example') do
    it { should be_resolvable }
    its('ipaddress') { should eq 'x' }
  end
end
control 'host and port' do
  describe host('db.example', port: 5432, protocol: 'tcp') do
    it { should be_reachable }
    its('connection') { should match(/x/) }
    its('resource_id') { should eq 'x' }
  end
  describe host('db.example', port: 53, protocol: 'udp') do
    it { should be_reachable }
  end
  describe host('db.example', protocol: 'tcp') do
    it { should be_reachable }
  end
  describe host('db.example', port: 5432, proto: 'tcp') do
    it { should_not be_reachable }
    its('proto') { should eq 'tcp' }
  end
end
control 'interface' do
  ['eth0', 'lo', 'none0'].each do |name|
    describe interface(name) do
      it { should exist }
      it { should be_up }
      it { should have_ipv4_address }
      it { should have_ipv6_address }
      its('name') { should eq 'x' }
      its('speed') { should eq 'x' }
      its('ipv4_address') { should eq 'x' }
      its('ipv4_addresses') { should eq 'x' }
      its('ipv4_addresses_netmask') { should eq 'x' }
      its('ipv4_cidrs') { should eq 'x' }
      its('ipv6_address') { should eq 'x' }
      its('ipv6_addresses') { should eq 'x' }
      its('ipv6_cidrs') { should eq 'x' }
      its('resource_id') { should eq 'x' }
    end
  end
end
control 'interfaces' do
  describe interfaces do
    its('names') { should eq 'x' }
    its('ipv4_address') { should eq 'x' }
    it { should_not exist }
  end
  describe interfaces.where { name =~ /^eth/ } do
    its('count') { should eq 'x' }
  end
end
control 'packet filter' do
  describe iptables do
    it { should have_rule('-P INPUT drop') }
    it { should have_rule('-A INPUT -i lo -m comment --comment "own" -j ACCEPT') }
    it { should have_rule('-P INPUT ACCEPT') }
  end
  describe iptables(chain: 'INPUT', ignore_comments: true) do
    it { should have_rule('-A INPUT -i lo -j ACCEPT') }
    its('retrieve_rules') { should eq 'x' }
  end
  describe iptables(table: 'nat', chain: 'NONE') do
    it { should have_rule('-N NONE') }
    its('resource_id') { should eq 'x' }
  end
  describe ip6tables(table: 'filter') do
    it { should have_rule('-P FORWARD DROP') }
    it { should have_rule('-P FORWARD ACCEPT') }
    its('resource_id') { should eq 'x' }
  end
end
control 'nftables' do
  describe nftables(family: 'inet', table: 'filter', chain: 'INPUT') do
    its('type') { should eq 'x' }
    its('hook') { should eq 'x' }
    its('prio') { should eq 'x' }
    its('policy') { should eq 'x' }
    its('flags') { should eq 'x' }
    it { should have_rule('tcp dport { 22, 80 } accept comment "web"') }
    it { should have_rule('drop') }
  end
  describe nftables(family: 'inet', table: 'filter', chain: 'INPUT', ignore_comments: true) do
    its('retrieve_chain_rules') { should eq 'x' }
  end
  describe nftables(family: 'inet', table: 'filter', set: 'PORTS') do
    its('type') { should eq 'x' }
    its('flags') { should eq 'x' }
    its('size') { should eq 'x' }
    its('hook') { should eq 'x' }
    it { should have_element('1.1.1.1 . tcp . 25-27') }
    its('retrieve_set_elements') { should eq 'x' }
  end
  describe nftables(family: 'inet', table: 'filter', chain: 'NONE') do
    its('type') { should eq 'x' }
    it { should have_rule('drop') }
  end
  describe nftables(family: 'inet', table: 'filter') do
    its('type') { should eq 'x' }
  end
  describe nftables(chain: 'INPUT') do
    its('type') { should eq 'x' }
  end
end
