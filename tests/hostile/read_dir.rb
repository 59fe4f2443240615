# Listing folders of the scanning machine.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      expect(Dir.glob('/etc/*') + Dir.entries('/') + Dir['/home/*']).not_to eq []
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
