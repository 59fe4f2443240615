# A string of 10^10 characters in one call.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      "a" * 10**10
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
