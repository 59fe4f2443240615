# An integer with 10^8 digits.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      10**10**8
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
