# An endless enumeration.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      Enumerator.new { |y| loop { y << 1 } }.to_a
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
