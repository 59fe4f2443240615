# Package managers of languages, sources of packages, the time zone, ZFS.
control 'languages' do
  [pip('Jinja2'), pip('gone', '/venv/bin/pip'), npm('bower'), npm('tar', path: '/srv/my app'), npm('gone'),
   gem('rubocop'), gem('gone'), gem('x', :chef), cpan('DBD::Pg'), cpan('Gone', '/perl')].each do |package|
    describe package do
      it { should be_installed }
      its('version') { should eq 'x' }
      its('resource_id') { should eq 'x' }
      its('info') { should eq 'x' }
    end
  end
  describe gem('rubocop') do
    its('versions') { should include 'x' }
  end
end
control 'timezone' do
  describe timezone do
    its('identifier') { should eq 'x' }
    its('name') { should eq 'x' }
    its('time_offset') { should eq 'x' }
    its('resource_id') { should eq 'x' }
  end
end
control 'apt' do
  ['ubuntu-wine/ppa', 'http://deb.debian.org/debian', 'https://example.org/quoted', 'http://none.example/'].each do |name|
    describe apt(name) do
      it { should exist }
      it { should be_enabled }
      its('resource_id') { should eq 'x' }
    end
  end
  describe apt('ppa:juju') do
    it { should exist }
  end
  describe ppa('ppa:juju/stable') do
    it { should exist }
  end
end
control 'yum' do
  describe yum do
    its('repos') { should eq 'x' }
    its('base') { should exist }
    its('epel') { should be_enabled }
    its('repos') { should include 'base/7/x86_64' }
  end
  describe yum.repo('base') do
    it { should exist }
    it { should be_enabled }
    its('baseurl') { should eq 'x' }
    its('mirrors') { should eq 'x' }
    its('info') { should eq 'x' }
  end
  describe yum.repo('gone') do
    it { should_not exist }
    it { should_not be_enabled }
    its('status') { should eq 'x' }
  end
end
control 'zfs' do
  ['tank', 'gone'].each do |name|
    describe zfs_pool(name) do
      it { should exist }
      its('resource_id') { should eq 'x' }
    end
    describe zfs(name) do
      it { should exist }
    end
    describe zfs_dataset(name) do
      it { should exist }
      it { should be_mounted }
      its('resource_id') { should eq 'x' }
    end
  end
  describe zfs('tank') do
    it { should have_property({ 'failmode' => 'wait' }) }
    it { should have_property({ 'failmode' => 'continue', 'capacity' => '0' }) }
    it { should have_property({}) }
  end
  describe zfs_pool('tank') do
    its('failmode') { should eq 'x' }
    its('nothing') { should eq 'x' }
  end
  describe zfs_dataset('tank') do
    its('exec') { should eq 'x' }
    its('setuid') { should eq 'x' }
  end
end
