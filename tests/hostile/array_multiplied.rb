# An array times 10^10.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      [1, 2, 3] * 10**10
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
