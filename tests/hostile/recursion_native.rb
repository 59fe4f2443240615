# Recursion through native methods, which costs the stack of the machine.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      deep = ->(n) { [1, 2].sort { deep.(n + 1) } }
      deep.(0)
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
