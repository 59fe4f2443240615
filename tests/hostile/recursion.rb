# Recursion without an end.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      def again(n)
        again(n + 1)
      end
      again(0)
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
