# The profile's own files, with a path that climbs out.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      raise inspec.profile.file('../../../../../../etc/passwd')
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
