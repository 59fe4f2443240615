# Source with 100,000 brackets, made and compiled at run time.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      eval('[' * 100_000 + ']' * 100_000)
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
