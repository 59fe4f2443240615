# docker and its kin, on a host with two containers, three images, two services and two plugins.
control 'docker' do
  describe docker.object('nothing') do
    its('Id') { should eq 'x' }
  end
  describe 'named' do
    subject { docker.containers.where { names == 'echo' } }
    it { should exist }
  end
  describe 'containers' do
    subject { docker.containers }
    its('images') { should include 'busybox:latest' }
    its('images') { should_not include 'busybox:latest' }
    its('names') { should eq ['x'] }
    its('labels') { should eq ['x'] }
    its('networks') { should eq ['x'] }
    its('local_volumes') { should eq ['x'] }
    its('commands') { should eq ['x'] }
    its('status') { should eq ['x'] }
    it { should exist }
  end
  docker.containers.running?.ids.each do |id|
    describe docker.object(id) do
      its(%w[HostConfig Privileged]) { should eq false }
      its(%w[HostConfig Privileged]) { should cmp true }
      its(%w[HostConfig Nothing]) { should cmp true }
      its('HostConfig.Privileged') { should cmp true }
      its('Config.Env') { should include 'C=d' }
    end
  end
  describe 'labels' do
    subject { docker.containers.where { labels.include?('app=example') } }
    its('ids') { should eq ['x'] }
  end
  describe 'images' do
    subject { docker.images }
    its('repositories') { should_not include 'alpine' }
    its('tags') { should eq ['x'] }
    its('digests') { should eq ['x'] }
    its('created_since') { should eq ['x'] }
  end
  describe 'plugins' do
    subject { docker.plugins.where { name == 'rexray/ebs' } }
    it { should exist }
    its('versions') { should eq ['x'] }
    its('enabled') { should eq [true] }
  end
  describe 'services' do
    subject { docker.services }
    its('images') { should_not include 'foo/bar:1.0' }
    its('replicas') { should eq ['x'] }
    its('names') { should eq ['x'] }
  end
  describe docker.version do
    its('Server.Version') { should cmp >= '1.12' }
    its('Client.Version') { should cmp >= '99.12' }
  end
  describe docker.info do
    its('Swarm.LocalNodeState') { should eq 'inactive' }
    its('Driver') { should eq 'aufs' }
  end
  describe docker.info['SecurityOptions'] do
    it { should include 'x' }
  end
  describe docker do
    its('version.Client.ApiVersion') { should eq 'x' }
  end
end
control 'docker_container' do
  ['echo', 'cache', 'nothing', { id: 'e2c52' }].each do |name|
    describe docker_container(name) do
      it { should exist }
      it { should be_running }
      its('id') { should eq 'x' }
      its('image') { should eq 'x' }
      its('repo') { should eq 'x' }
      its('tag') { should eq 'x' }
      its('ports') { should eq 'x' }
      its('command') { should eq 'x' }
      its('labels') { should include 'x' }
      its('status') { should eq 'x' }
    end
  end
  describe docker_container('echo') do
    it { should have_volume('/var/data', '/host/data') }
    it { should have_volume('/var/data', '/other') }
  end
end
control 'docker_image' do
  ['alpine:latest', 'alpine', 'localhost:5000/chef/inspec:1.46.3', 'nothing', { id: '4a415e' }].each do |name|
    describe docker_image(name) do
      it { should exist }
      its('id') { should eq 'x' }
      its('image') { should eq 'x' }
      its('repo') { should eq 'x' }
      its('tag') { should eq 'x' }
    end
  end
  describe docker_image('alpine') do
    its(['Config.Cmd']) { should include 'x' }
    its(%w[Config Cmd]) { should include '/bin/sh' }
    its(['GraphDriver.Data', 'MergedDir']) { should eq 'x' }
    its(['Config.Nothing']) { should include 'x' }
    its('inspection.Architecture') { should eq 'x' }
    its('inspection.Config.Cmd') { should include '/bin/sh' }
  end
end
control 'docker_service' do
  ['service1', 'nothing', { id: 'huhc' }, { image: 'foo/bar:1.0' }].each do |name|
    describe docker_service(name) do
      it { should exist }
      %w[id name image image_name repo tag mode replicas ports].each do |property|
        its(property) { should eq 'x' }
      end
    end
  end
end
control 'docker_plugin' do
  ['rexray/ebs', 'docker4x/cloudstor', { id: '4a415e366388' }].each do |name|
    describe docker_plugin(name) do
      it { should exist }
      it { should be_enabled }
      its('id') { should eq 'x' }
      its('version') { should eq 'x' }
    end
  end
  describe docker_plugin('nothing') do
    it { should exist }
    its('id') { should eq 'x' }
  end
end
