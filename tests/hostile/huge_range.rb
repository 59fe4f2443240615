# A range of 10^10 numbers as an array.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      (1..10**10).to_a
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
