# An endless loop in the default of a hash.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      Hash.new { loop {} }[:a]
      expect(1).to eq 1
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
