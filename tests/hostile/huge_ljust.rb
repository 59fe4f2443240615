# A string padded to 10^10 characters.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      "a".ljust(10**10, "ab")
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
