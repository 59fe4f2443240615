# require_relative that climbs out of the profile.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      require_relative '../../../../../../../../etc/passwd'
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
