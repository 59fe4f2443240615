# An endless loop five blocks deep.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  describe 'attack' do
    it 'runs' do
      [1].each { [1].map { { a: 1 }.each_value { 1.times { [2].sort_by { loop {} } } } } }
    end
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
