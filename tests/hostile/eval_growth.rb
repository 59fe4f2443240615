# Compiled code, which is never unloaded, for ever.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      i = 0
      loop { eval("x#{i += 1} = #{i}; [x#{i}] * 1000") }
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
